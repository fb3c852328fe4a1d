import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Table2 } from 'lucide-react'
import { useState } from 'react'
import type { Exchange } from '../../api/job-details.ts'
import { exchangesQuery, historyQuery } from '../../api/job-details.ts'
import type { HistoryEvent, Job } from '../../api/types.ts'
import { counted } from '../../format/count.ts'
import { durationText } from '../../format/duration.ts'
import { Button } from '../../ui/Button.tsx'
import { NamedIds } from '../../ui/NamedIds.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { QueryState } from '../../ui/QueryState.tsx'
import { Select } from '../../ui/Select.tsx'
import { missingTicksWords, pollsWithoutTick } from './poll-words.ts'
import { fittingScale, type ScaleName } from './scale.ts'
import { TimelineBars } from './TimelineBars.tsx'
import { TimelineLegend } from './TimelineLegend.tsx'
import { TimelineTable } from './TimelineTable.tsx'
import { buildTimeline, type Timeline } from './timeline.ts'
import { useNow } from './use-now.ts'

/** What the job was busy with at every moment, and why it took so long. */
export function TimelinePanel({ job }: { readonly job: Job }) {
  const history = useQuery(historyQuery(job.id))
  const exchanges = useInfiniteQuery(exchangesQuery(job.id))
  const heard = exchanges.data?.pages.flatMap(({ data }) => data) ?? []
  return (
    <QueryState
      query={history}
      loading={
        <Panel title="Timeline">
          <div className="h-52 animate-[pulse-soft_1.6s_ease-in-out_infinite] rounded-md bg-line" />
        </Panel>
      }
    >
      {({ events, isCut }) => (
        <Drawn
          job={job}
          events={events}
          exchanges={heard}
          hasMoreExchanges={exchanges.hasNextPage}
          isCut={isCut}
        />
      )}
    </QueryState>
  )
}

type DrawnProps = {
  readonly job: Job
  readonly events: readonly HistoryEvent[]
  readonly exchanges: readonly Exchange[]
  /** More answers were kept than are loaded. */
  readonly hasMoreExchanges: boolean
  readonly isCut: boolean
}

function Drawn({ job, events, exchanges, hasMoreExchanges, isCut }: DrawnProps) {
  const isOpen = job.finished_at === null
  const now = useNow(isOpen)
  const timeline = buildTimeline({ job, events, exchanges }, now)
  const [chosen, setChosen] = useState<ScaleName | null>(null)
  const [isTable, setTable] = useState(false)
  const fitting = fittingScale(timeline)
  const missing = pollsWithoutTick(job.polls, exchanges)
  const missingWords = missingTicksWords(job.polls, missing, hasMoreExchanges)
  return (
    <Panel
      title="Timeline"
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <Select
            aria-label="Lengths"
            value={chosen ?? fitting}
            options={[
              { value: 'true', text: 'True lengths' },
              { value: 'compressed', text: 'Long waits compressed' },
            ]}
            onChoose={(value) => setChosen(value === 'true' ? 'true' : 'compressed')}
          />
          <Button
            aria-pressed={isTable}
            icon={<Table2 aria-hidden size="1.1em" />}
            onClick={() => setTable(!isTable)}
          >
            As table
          </Button>
        </div>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <p className="text-quiet">
          {inAll(timeline, job)} {missingWords}
        </p>
        {isTable ? null : <TimelineLegend timeline={timeline} />}
        {isTable ? (
          <TimelineTable timeline={timeline} />
        ) : (
          <TimelineBars
            timeline={timeline}
            scale={chosen ?? fitting}
            job={job}
            hasUnseenPolls={missing > 0}
          />
        )}
        {timeline.afterwards.length === 0 ? null : <Afterwards timeline={timeline} />}
        {isCut ? <p className="text-quiet">Only the first 2,000 lines of its history are drawn.</p> : null}
      </div>
    </Panel>
  )
}

function inAll({ startAt, endAt, isOpen }: Timeline, job: Job): string {
  const length = durationText(endAt - startAt)
  const asked = job.polls === 0 ? '' : `, ${counted(job.polls, 'poll')}`
  return isOpen ? `${length} so far${asked}.` : `${length} from its first line to its end${asked}.`
}

function Afterwards({ timeline }: { readonly timeline: Timeline }) {
  return (
    <div>
      <h3 className="font-medium">What happened outside its bars</h3>
      <ul className="list-disc pl-5 text-quiet">
        {timeline.afterwards.map(({ at, text }) => (
          <li key={`${at} ${text}`} className="wrap-anywhere">
            <NamedIds text={text} />, {durationText(Math.max(0, at - timeline.startAt))} after it was made
          </li>
        ))}
      </ul>
    </div>
  )
}
