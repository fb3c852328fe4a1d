import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { batchQuery } from '../api/batches.ts'
import type { Batch } from '../api/types.ts'
import { budgetNote, standingWords } from '../format/batch-words.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Money } from '../ui/Money.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'
import { BatchActions } from './BatchActions.tsx'

const route = getRouteApi('/batches/$id')

/** One batch: how far it is, what it costs, when it will end, and what needs a person. */
export function BatchPage() {
  const { id } = route.useParams()
  const batch = useQuery(batchQuery(id))
  return (
    <Page
      title={batch.data === undefined ? 'Batch' : visibleText(batch.data.name)}
      above={
        <Link to="/batches" className="hover:text-ink hover:underline">
          Batches
        </Link>
      }
      actions={
        <>
          <Link to="/jobs" search={{ batch: id }} className={buttonClass()}>
            Its jobs
          </Link>
          {batch.data === undefined ? null : <BatchActions batch={batch.data} />}
        </>
      }
    >
      <QueryState query={batch}>{(found) => <Content batch={found} />}</QueryState>
    </Page>
  )
}

function Content({ batch }: { readonly batch: Batch }) {
  const { cost, forecast, counts } = batch
  return (
    <>
      <Stats>
        <Stat label="Standing" note={<Moment at={batch.created_at} />}>
          {standingWords(batch)}
        </Stat>
        <Stat
          label="Charged"
          note={cost.unpriced === 0 ? undefined : `${cost.unpriced} jobs without a price`}
        >
          <Money ticks={cost.charged_ticks} />
        </Stat>
        <Stat label="Will cost">
          <Money ticks={forecast.final_ticks} />
        </Stat>
        <Stat label="Budget" note={budgetNote(batch)}>
          {batch.budget_ticks === null ? 'none' : <Money ticks={batch.budget_ticks} />}
        </Stat>
        <Stat label={batch.finished_at === null ? 'Will finish' : 'Finished'}>
          <Moment at={batch.finished_at ?? forecast.finish_at} otherwise="unknown" />
        </Stat>
      </Stats>
      <Panel title={`${counts.total} jobs`}>
        <ProgressBar counts={counts} />
      </Panel>
      {batch.needs_attention.map((item) => (
        <Notice key={item.reason} kind="warning">
          {item.count} {reasonWords(item.reason)}: {item.action}
        </Notice>
      ))}
    </>
  )
}
