import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router'
import { jobQuery } from '../api/jobs.ts'
import type { Job } from '../api/types.ts'
import { useShortcuts } from '../app/keyboard/shortcuts.ts'
import { visibleText } from '../format/visible-text.ts'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { JobFacts } from './JobFacts.tsx'
import { JobHistory } from './JobHistory.tsx'
import { Player } from './Player.tsx'

const route = getRouteApi('/jobs/$id')

/** One job: its clip, what was asked, what came, what it cost, and why. */
export function JobPage() {
  const { id } = route.useParams()
  const job = useQuery(jobQuery(id))
  useCloseByEscape()
  return (
    <Page title="Job" above={<Above job={job.data} />}>
      <QueryState query={job}>{(found) => <Content job={found} />}</QueryState>
    </Page>
  )
}

function Content({ job }: { readonly job: Job }) {
  return (
    <>
      <p className="max-w-[75ch] text-[1.1rem] wrap-anywhere" data-prompt>
        {visibleText(job.prompt)}
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-2">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
          {job.clip === null ? null : (
            <Panel title="Clip">
              <Player job={job} clip={job.clip} />
            </Panel>
          )}
          <Panel title="Facts">
            <JobFacts job={job} />
          </Panel>
        </div>
        <div className="grid content-start">
          <Panel title="History">
            <JobHistory id={job.id} />
          </Panel>
        </div>
      </div>
    </>
  )
}

function Above({ job }: { readonly job: Job | undefined }) {
  return (
    <>
      <Link to="/jobs" className="hover:text-ink hover:underline">
        Jobs
      </Link>
      {job?.batch_id ? (
        <>
          {' / '}
          <Link to="/batches/$id" params={{ id: job.batch_id }} className="hover:text-ink hover:underline">
            its batch
          </Link>
        </>
      ) : null}
    </>
  )
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
