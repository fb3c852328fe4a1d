import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { jobCountQuery } from '../api/jobs.ts'
import type { Batch } from '../api/types.ts'
import { upstreamsQuery } from '../api/upstreams.ts'
import { counted } from '../format/count.ts'
import { Moment } from '../ui/Moment.tsx'
import { Stat } from '../ui/Stat.tsx'
import { type Hold, heldUpBy } from './held-up.ts'

/** When it ends; or, where nothing moves by itself any more, whom or what it waits for. */
export function WillFinish({ batch }: { readonly batch: Batch }) {
  const holds = heldUpBy(batch, useHeldAtPaused(batch))
  if (batch.finished_at !== null) {
    return (
      <Stat label="Finished">
        <Moment at={batch.finished_at} />
      </Stat>
    )
  }
  if (holds.length > 0) {
    return (
      <Stat label="Will finish" tone="warning" note={<HoldLinks holds={holds} />}>
        waits for a person
      </Stat>
    )
  }
  if (batch.state === 'paused') {
    return (
      <Stat label="Will finish" note="what was sent already goes on">
        once it is resumed
      </Stat>
    )
  }
  return (
    <Stat label="Will finish" note="every clip kept, at the pace of the last minutes">
      <Moment at={batch.forecast.finish_at} otherwise="unknown" />
    </Stat>
  )
}

function HoldLinks({ holds }: { readonly holds: readonly Hold[] }) {
  return (
    <span className="flex flex-wrap gap-x-3 whitespace-normal">
      {holds.map(({ count, words, filter }) => (
        <Link
          key={words}
          to="/jobs"
          search={filter}
          className="inline-flex items-center text-accent hover:underline max-sm:min-h-11"
        >
          {counted(count, 'job')} {words}
        </Link>
      ))}
    </span>
  )
}

/** Its queued jobs that a paused upstream holds. Asked for only while nothing of it is on its way. */
function useHeldAtPaused({ id, state, counts }: Batch): Hold | null {
  const isStill = state === 'running' && counts.queued > 0 && counts.submitting === 0
  const { data } = useQuery({ ...upstreamsQuery(), enabled: isStill })
  const paused = (data?.data ?? []).filter(({ gate }) => gate.paused).map(({ name }) => name)
  const filter = { batch: id, state: 'queued', upstream: paused.join(',') }
  const waiting = useQuery({ ...jobCountQuery(filter), enabled: isStill && paused.length > 0 })
  if (!isStill || paused.length === 0 || waiting.data === undefined) return null
  const { count, capped } = waiting.data
  const words = `waiting for ${paused.join(', ')}, which a person paused`
  return { count: capped ? counts.queued : count, words, filter }
}
