import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { cancelJob, hurryJob, pauseJob, rearchiveJob, resumeJob, retryJob } from '../../api/client.ts'
import { jobQuery } from '../../api/jobs.ts'
import type { OnceHeaders } from '../../api/once.ts'
import type { Job } from '../../api/types.ts'
import { reasonWords } from '../../format/reason-words.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { paidWords } from './paid-words.ts'
import { useJobAction } from './use-job-action.ts'

type PlainAction = {
  readonly title: string
  readonly does: string
  readonly button: string
  readonly said: string
  readonly isDanger?: true
  /** It buys the clip again. */
  readonly buys?: true
  readonly run: (id: string, headers: OnceHeaders) => Promise<unknown>
}

type PlainName = 'cancel' | 'retry' | 'pause' | 'resume' | 'rearchive' | 'hurry'

export const plainActions: Readonly<Record<PlainName, PlainAction>> = {
  cancel: {
    title: 'Cancel this job?',
    does: 'Nothing was sent for it, so nothing is paid. It stays canceled; to have its clip after all, send its row again.',
    button: 'Cancel the job',
    said: 'The job is canceled',
    isDanger: true,
    run: (id, headers) => cancelJob({ path: { id }, body: {}, headers }),
  },
  retry: {
    title: 'Retry this job?',
    does: 'It is sent again as a new submission, which is paid anew.',
    button: 'Retry the job',
    said: 'The job is in line again',
    buys: true,
    run: (id, headers) => retryJob({ path: { id }, body: {}, headers }),
  },
  pause: {
    title: 'Pause this job?',
    does: 'It is not sent until somebody resumes it. Others of its batch go on.',
    button: 'Pause the job',
    said: 'The job is paused',
    run: (id, headers) => pauseJob({ path: { id }, body: {}, headers }),
  },
  resume: {
    title: 'Resume this job?',
    does: 'It is sent when its turn comes, at its quoted price.',
    button: 'Resume the job',
    said: 'The job is in line again',
    buys: true,
    run: (id, headers) => resumeJob({ path: { id }, body: {}, headers }),
  },
  rearchive: {
    title: 'Ask the upstream again for its clip?',
    does: 'The task that was paid for is asked about again. Nothing is submitted and nothing is paid.',
    button: 'Ask for the clip',
    said: 'The upstream is asked again',
    run: (id, headers) => rearchiveJob({ path: { id }, body: {}, headers }),
  },
  hurry: {
    title: 'Ask now?',
    does: 'What was due later is done now, within the upstream’s polls a minute. Nothing is submitted and nothing is paid.',
    button: 'Ask now',
    said: 'It is asked about now',
    run: (id, headers) => hurryJob({ path: { id }, body: {}, headers }),
  },
}

type Props = { readonly job: Job; readonly action: PlainAction; readonly onClose: () => void }

/** Asks before an action, with its price and with what may have been paid before, as that stands when it is asked. */
export function PlainActionDialog({ job: shown, action, onClose }: Props) {
  const buys = action.buys === true
  const { job, isReading, unread, refetch } = useJobNow(shown, buys)
  const doing = useJobAction({
    jobId: job.id,
    run: (_: null, headers) => action.run(job.id, headers),
    said: action.said,
    onDone: onClose,
  })
  const paid = buys ? paidWords(job) : null
  return (
    <ConfirmDialog
      title={action.title}
      action={action.button}
      isDanger={action.isDanger === true}
      {...(buys && { costTicks: job.cost.quoted_ticks, isSimulated: job.simulated })}
      isBusy={doing.isPending || isReading}
      refusal={unread === null ? null : 'What it has cost so far could not be read.'}
      error={doing.error ?? unread}
      isOpen
      onClose={onClose}
      onConfirm={() => doing.mutate(null)}
    >
      <p>{action.does}</p>
      {buys && job.cost.quoted_ticks === null ? (
        <p>Its model has no price here, so what it will cost is not known.</p>
      ) : null}
      {buys && job.failure?.retryable === false ? (
        <p>
          The same request will most likely end the same way: {reasonWords(job.failure.reason)} is about what
          it asks.
        </p>
      ) : null}
      {paid === null ? null : <p className="font-medium">{paid}</p>}
      {unread === null ? null : (
        <div>
          <Button onClick={() => void refetch()}>Read it again</Button>
        </div>
      )}
    </ConfirmDialog>
  )
}

/** The page may be held still, or a moment old: what was paid already is read when the question is asked. */
function useJobNow(shown: Job, isNeeded: boolean) {
  const [askedAtMs] = useState(Date.now)
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    ...jobQuery(shown.id),
    enabled: isNeeded,
    refetchOnMount: 'always',
  })
  const isRead = !isNeeded || dataUpdatedAt >= askedAtMs
  return { job: data ?? shown, isReading: !isRead && error === null, unread: isRead ? null : error, refetch }
}
