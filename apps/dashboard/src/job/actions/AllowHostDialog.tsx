import { changeUpstream } from '../../api/client.ts'
import type { HistoryEvent, Job } from '../../api/types.ts'
import { visibleText } from '../../format/visible-text.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Moment } from '../../ui/Moment.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useJobAction } from './use-job-action.ts'

type Props = { readonly job: Job; readonly events: readonly HistoryEvent[]; readonly onClose: () => void }

/** A paid clip waits because its link points to a host that our rules refuse: a person weighs the two. */
export function AllowHostDialog({ job, events, onClose }: Props) {
  const detail = events.findLast(({ kind }) => kind === 'link-refused')?.detail
  const host = typeof detail?.host === 'string' ? detail.host : null
  const why = typeof detail?.why === 'string' ? detail.why : null
  const doing = useJobAction({
    jobId: job.id,
    run: (allowed: string) => changeUpstream({ path: { name: job.upstream }, body: { allow_host: allowed } }),
    said: 'The host is allowed',
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title={host === null ? 'The refused host is not known' : `Allow links to ${visibleText(host)}?`}
      action="Allow the host"
      isDanger
      refusal={host === null ? 'The history does not name the host.' : null}
      isBusy={doing.isPending}
      error={doing.error}
      isOpen
      onClose={onClose}
      onConfirm={() => (host === null ? undefined : doing.mutate(host))}
    >
      <p>
        The clip is paid for, and its link points to a host from which nothing may be fetched yet.
        {why === null ? '' : ` ${visibleText(why)}`}
        {job.source_expires_at === null ? null : (
          <>
            {' '}
            The link is planned to die <Moment at={job.source_expires_at} />.
          </>
        )}
      </p>
      <Notice kind="warning">
        From now on our worker fetches whatever a link of {job.upstream} says from this host. Allow it only if
        it is the upstream’s or its storage: a host of your own network could be read, and made to answer,
        through a link that somebody else wrote. It holds for every job of {job.upstream} until it is taken
        back on the upstreams page; our key is never sent there.
      </Notice>
      <p>Every clip that waits for this host follows within seconds.</p>
    </ConfirmDialog>
  )
}
