import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type BulkAction, type BulkFilter, type BulkWay, operationWay } from '../api/bulk.ts'
import { createOnce, isUnknown } from '../api/once.ts'
import { RefusedError } from '../api/refused-error.ts'
import type { BulkPreview } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Select } from '../ui/Select.tsx'
import { BulkFigures } from './BulkFigures.tsx'
import { bulkWords } from './bulk-words.ts'

type Props = {
  readonly action: BulkAction
  readonly filter: BulkFilter
  /** What is meant, in words: "every failed job of night-run". */
  readonly meant: string
  /** How it is done; absent: as an operation. */
  readonly way?: BulkWay
  readonly onClose: () => void
  readonly onBegun?: () => void
}

const priorities = Array.from({ length: 10 }, (_, index) => String(9 - index))

/** Shows what an action on many jobs comes to, asks, and follows it on a page of its own. */
export function BulkDialog({ action, filter, meant, way = operationWay, onClose, onBegun }: Props) {
  const { verb, says, isDanger } = bulkWords[action]
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [priority, setPriority] = useState('9')
  const [withModerated, setWithModerated] = useState(false)
  const [wasOffered, setWasOffered] = useState(false)
  const [once] = useState(createOnce)
  const wish = {
    action,
    filter,
    ...(action === 'prioritize' && { priority: Number(priority) }),
    ...(withModerated && { include_moderated: true }),
  }
  const preview = useQuery({
    queryKey: ['bulk-preview', wish],
    queryFn: () => way.preview(wish),
    retry: false,
    staleTime: 0,
    gcTime: 0,
    // What is agreed to is what was looked at: figures change only when somebody asks for others.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const begin = useMutation({
    mutationFn: (agreed: BulkPreview) => way.order(wish, agreed, once),
    onSettled: (_operation, error) => once.ended(error),
    onSuccess: async (operationId) => {
      onBegun?.()
      if (operationId !== null) {
        announce(`${verb} has begun`)
        return navigate({ to: '/operations/$id', params: { id: operationId } })
      }
      announce(`${verb}: done`)
      onClose()
      return queries.invalidateQueries()
    },
    onError: (error) => {
      if (isChanged(error)) void preview.refetch()
    },
  })
  const accepted = preview.data?.accepted ?? 0
  // A box that was pressed stays while the figures for it are read.
  const isOffered = wasOffered || preview.data?.refused.some(({ code }) => code === 'moderated') === true
  return (
    <Dialog
      isOpen
      isWide
      title={`${verb}: ${visibleText(meant)}`}
      description={says}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            look={isDanger ? 'danger' : 'primary'}
            refusal={accepted === 0 ? 'There is nothing to be done.' : null}
            isBusy={begin.isPending || preview.isFetching}
            onClick={() => preview.data !== undefined && begin.mutate(preview.data)}
          >
            {verb} {counted(accepted, 'job')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {action === 'prioritize' ? (
          <Field label="Priority" hint="9 goes first, 5 is usual, 0 goes last.">
            {(parts) => (
              <Select
                {...parts}
                value={priority}
                options={priorities.map((value) => ({ value, text: value }))}
                onChoose={setPriority}
                className="w-28"
              />
            )}
          </Field>
        ) : null}
        {action === 'retry' && isOffered ? (
          <Checkbox
            label="Also what was moderated; the same prompt mostly fails again and may be charged again"
            isChecked={withModerated}
            onChange={(next) => {
              setWasOffered(true)
              setWithModerated(next)
            }}
          />
        ) : null}
        <QueryState query={preview}>{(data) => <BulkFigures action={action} preview={data} />}</QueryState>
        {begin.error === null ? null : (
          <Notice kind={isChanged(begin.error) ? 'warning' : 'error'}>
            {isChanged(begin.error)
              ? 'Meanwhile other jobs match. Nothing was done; these are the figures now.'
              : isUnknown(begin.error)
                ? `${begin.error.message} It is not known whether it has begun. Press again: it is begun only once.`
                : begin.error.message}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}

function isChanged(error: Error | null): boolean {
  return error instanceof RefusedError && error.code === 'preview_changed'
}
