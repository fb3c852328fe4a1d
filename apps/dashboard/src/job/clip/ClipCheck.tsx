import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type BulkWish, operationWay } from '../../api/bulk.ts'
import { scrub } from '../../api/client.ts'
import { createOnce } from '../../api/once.ts'
import type { Job } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useRefusal } from '../../app/session-context.ts'
import { Button } from '../../ui/Button.tsx'
import { Moment } from '../../ui/Moment.tsx'
import { Notice } from '../../ui/Notice.tsx'

type Props = { readonly job: Job; readonly clip: NonNullable<Job['clip']> }

const damageWords = {
  missing: 'The file is not in the bucket any more.',
  other_length: 'The file in the bucket has another length than was kept.',
  other_hash: 'The file in the bucket has other bytes than were kept.',
} as const

/** When the stored bytes were last hashed again, what was wrong with them, and how they are made whole. */
export function ClipCheck({ job, clip }: Props) {
  const refusal = useRefusal('operate')
  const [once] = useState(createOnce)
  const check = useMutation({
    mutationFn: () => scrub({ body: { job: job.id } }),
    onSuccess: () => announce('The clip is being read again'),
  })
  const mend = useMutation({
    mutationFn: async () => {
      const wish: BulkWish = { action: 'rearchive', filter: { ids: [job.id] } }
      // It costs nothing, so the figures are agreed to without a question; the api wants them agreed to all the same.
      return operationWay.order(wish, await operationWay.preview(wish), once)
    },
    onSettled: (_operation, error) => once.ended(error),
    onSuccess: () => announce('The upstream is asked for the clip again'),
  })
  const error = check.error ?? mend.error
  const checking = check.data !== undefined && 'id' in check.data ? check.data.id : undefined
  const operationId = mend.data ?? checking
  return (
    <div className="grid gap-2">
      {clip.damage === null ? null : (
        <Notice
          kind="error"
          actions={
            <Button refusal={refusal} isBusy={mend.isPending} onClick={() => mend.mutate()}>
              Ask for it again, free
            </Button>
          }
        >
          {damageWords[clip.damage]} Found <Moment at={clip.checked_at} />.
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-quiet">
          {clip.checked_at === null ? (
            <>
              Checked when it was kept, <Moment at={clip.archived_at} />; not read again since.
            </>
          ) : (
            <>
              Read again <Moment at={clip.checked_at} />
              {clip.damage === null ? ' and found whole.' : '.'}
            </>
          )}
        </span>
        <Button refusal={refusal} isBusy={check.isPending} onClick={() => check.mutate()}>
          Check it now
        </Button>
      </div>
      {typeof operationId === 'string' ? (
        <p className="text-quiet">
          It is{' '}
          <Link to="/operations/$id" params={{ id: operationId }} className="text-accent hover:underline">
            operation {operationId}
          </Link>
          ; the line above changes when it is done.
        </p>
      ) : null}
      {error === null ? null : <Notice kind="error">{error.message}</Notice>}
    </div>
  )
}
