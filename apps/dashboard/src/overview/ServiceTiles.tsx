import type { Stats as Figures, Upstream } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { Duration } from '../ui/Duration.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'

type Props = {
  readonly stats: Figures
  /** Undefined: not read yet. */
  readonly upstreams: readonly Upstream[] | undefined
}

/** How it goes in the last hour, in figures. */
export function ServiceTiles({ stats, upstreams }: Props) {
  const open = upstreams?.filter(({ gate }) => gate.state !== 'closed') ?? []
  const used = upstreams?.reduce((sum, { gate }) => sum + gate.in_flight, 0)
  const slots = open.reduce(
    (sum, { limits: { max_in_flight: limit } }) => sum + (limit.live ?? limit.configured),
    0,
  )
  return (
    <Stats>
      <Stat
        label="In flight"
        note={
          upstreams === undefined
            ? '…'
            : `of ${countText(slots)} slots; jobs overdue, adopted or found again hold none`
        }
      >
        {used === undefined ? '…' : countText(used)}
      </Stat>
      <Stat label="Archived" note="clips in the last hour">
        {countText(stats.archived)}
      </Stat>
      <Stat label="Pace" note="clips a minute, while some are made">
        {stats.archived_per_busy_minute === null ? (
          <span className="text-quiet">none</span>
        ) : (
          stats.archived_per_busy_minute.toFixed(1)
        )}
      </Stat>
      <Stat label="Failed" note="jobs in the last hour" tone={stats.failed > 0 ? 'bad' : 'plain'}>
        {countText(stats.failed)}
      </Stat>
      <Stat label="Prompt to clip" note="median, last hour">
        {stats.latency.total.p50_ms === null ? (
          <span className="text-quiet">none</span>
        ) : (
          <Duration ms={stats.latency.total.p50_ms} />
        )}
      </Stat>
      <Stat
        label="Lateness"
        note={stats.lateness_ms_max === null ? 'nothing waits' : 'of the latest step'}
        tone={(stats.lateness_ms_max ?? 0) > lateMs ? 'warning' : 'plain'}
      >
        {stats.lateness_ms_max === null ? 'none' : <Duration ms={stats.lateness_ms_max} />}
      </Stat>
    </Stats>
  )
}

/** Workers look every few seconds; a step that waits longer waits for want of them. */
const lateMs = 60_000
