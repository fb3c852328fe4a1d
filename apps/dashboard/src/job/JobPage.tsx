import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router'
import { historyQuery } from '../api/job-details.ts'
import { jobQuery } from '../api/jobs.ts'
import { RefusedError } from '../api/refused-error.ts'
import type { Job } from '../api/types.ts'
import { useShortcuts } from '../app/keyboard/shortcuts.ts'
import { takeWords } from '../format/job-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { AskedPanel } from './AskedPanel.tsx'
import { JobActions } from './actions/JobActions.tsx'
import { ClipPanel } from './clip/ClipPanel.tsx'
import { Exchanges } from './exchanges/Exchanges.tsx'
import { IdsPanel } from './IdsPanel.tsx'
import { JobHistory } from './JobHistory.tsx'
import { JobMissing } from './JobMissing.tsx'
import { JobPath } from './JobPath.tsx'
import { MoneyPanel } from './money/MoneyPanel.tsx'
import { Prompt } from './Prompt.tsx'
import { RowPanel } from './RowPanel.tsx'
import { TimelinePanel } from './timeline/TimelinePanel.tsx'
import { Why } from './Why.tsx'

const route = getRouteApi('/jobs/$id')

/** One job: why it is where it is, what happened when, what was paid, its clip, and what can be done. */
export function JobPage() {
  const { id } = route.useParams()
  const job = useQuery(jobQuery(id))
  const history = useQuery(historyQuery(id))
  useCloseByEscape()
  if (job.data === undefined && job.error instanceof RefusedError && job.error.status === 404) {
    return <JobMissing id={id} />
  }
  return (
    <Page
      title={job.data === undefined ? 'Job' : titleOf(job.data)}
      above={<JobPath job={job.data} />}
      actions={
        job.data === undefined ? undefined : (
          <JobActions key={id} job={job.data} events={history.data?.events ?? []} />
        )
      }
    >
      {/* Another job is another page: nothing that was opened or typed for one stays for the next. */}
      <QueryState key={id} query={job}>
        {(found) => <Content job={found} />}
      </QueryState>
    </Page>
  )
}

const column = 'grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4'

function Content({ job }: { readonly job: Job }) {
  const { clip } = job
  return (
    <>
      <Prompt prompt={job.prompt} />
      {/* On a phone the clip comes before what was asked; on a wall the three stand side by side. */}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="contents xl:grid xl:grid-cols-[minmax(0,1fr)] xl:items-start xl:gap-4 min-[118.75rem]:grid-cols-2">
          <Why job={job} />
          <div className="max-xl:order-1">
            <AskedPanel job={job} />
          </div>
        </div>
        {clip === null ? <MoneyPanel job={job} /> : <ClipPanel job={job} clip={clip} />}
      </div>
      <TimelinePanel job={job} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-2">
        <div className={column}>
          {clip === null ? null : <MoneyPanel job={job} />}
          <IdsPanel job={job} />
          {job.batch_id === null ? null : <RowPanel job={job} />}
        </div>
        <div className={column}>
          <Exchanges jobId={job.id} />
          <JobHistory id={job.id} />
        </div>
      </div>
    </>
  )
}

function titleOf(job: Job): string {
  const name = `Job ${visibleText(job.custom_id ?? job.name ?? job.id.slice(-8))}`
  const take = takeWords(job)
  return take === null ? name : `${name}, ${take}`
}

/** Back to the list one came from, with its filter; a job opened by its address goes to all jobs. */
function useCloseByEscape(): void {
  const router = useRouter()
  const navigate = useNavigate()
  const canGoBack = useCanGoBack()
  useShortcuts([
    {
      keys: 'Escape',
      does: 'Back to the list',
      group: 'On this page',
      run: () => (canGoBack ? router.history.back() : void navigate({ to: '/jobs' })),
    },
  ])
}
