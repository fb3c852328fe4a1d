import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useRouterState } from '@tanstack/react-router'
import { batchQuery } from '../api/batches.ts'
import type { Batch } from '../api/types.ts'
import { sentWords } from '../format/sent-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { BatchActions } from './BatchActions.tsx'
import { BatchProgress } from './BatchProgress.tsx'
import { Wall } from './wall/Wall.tsx'

const route = getRouteApi('/batches/$id')

/** One batch: its progress and its money, or its clips on a wall. */
export function BatchPage() {
  const { id } = route.useParams()
  const batch = useQuery(batchQuery(id))
  return (
    <Page
      title={batch.data === undefined ? 'Batch' : visibleText(batch.data.name)}
      above={
        <Link to="/batches" activeOptions={{ exact: true }} className="hover:text-ink hover:underline">
          Batches
        </Link>
      }
      actions={
        <>
          <Link to="/jobs" search={{ batch: id }} className={buttonClass()}>
            Its jobs
          </Link>
          {batch.data === undefined ? null : <BatchActions key={id} batch={batch.data} />}
        </>
      }
    >
      <JustSent />
      <QueryState query={batch}>{(found) => <Content batch={found} />}</QueryState>
    </Page>
  )
}

/** What came of the rows that were sent to it, for who comes from there. */
function JustSent() {
  const sent = useRouterState({ select: ({ location }) => location.state.sent })
  if (sent === undefined) return null
  return <Notice kind={sent.created + sent.retried > 0 ? 'good' : 'info'}>Sent: {sentWords(sent)}.</Notice>
}

function Content({ batch }: { readonly batch: Batch }) {
  const { tab } = route.useSearch()
  const navigate = route.useNavigate()
  const tabs = [
    { value: 'progress', text: 'Progress' },
    { value: 'wall', text: 'Video wall', count: batch.counts.archived },
  ]
  return (
    <Tabs
      label="Batch"
      tabs={tabs}
      value={tab ?? 'progress'}
      onChoose={(value) => void navigate({ search: value === 'wall' ? { tab: 'wall' } : {} })}
    >
      {tab === 'wall' ? <Wall batchId={batch.id} /> : <BatchProgress batch={batch} />}
    </Tabs>
  )
}
