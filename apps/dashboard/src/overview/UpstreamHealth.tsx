import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Upstream } from '../api/types.ts'
import { upstreamsQuery } from '../api/upstreams.ts'
import { countText } from '../format/count.ts'
import { gateWords } from '../format/gate-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { GateBadge } from '../ui/GateBadge.tsx'
import { Meter } from '../ui/Meter.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'

/** Whether each upstream takes anything now, and if not, why. */
export function UpstreamHealth() {
  const upstreams = useQuery(upstreamsQuery())
  return (
    <Panel
      title="Upstreams"
      isFlush
      actions={
        <Link to="/upstreams" className="text-accent hover:underline">
          Limits, prices, models
        </Link>
      }
    >
      <QueryState query={upstreams}>
        {({ data }) => (
          <ul className="divide-y divide-line">
            {data.map((upstream) => (
              <UpstreamItem key={upstream.name} upstream={upstream} />
            ))}
          </ul>
        )}
      </QueryState>
    </Panel>
  )
}

function UpstreamItem({ upstream }: { readonly upstream: Upstream }) {
  const { name, gate, limits, simulated, surprises } = upstream
  const words = gateWords(upstream)
  const latest = surprises[0]
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_minmax(5.5rem,auto)] gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            to="/upstreams"
            hash={name}
            className="font-medium wrap-anywhere hover:text-accent hover:underline"
          >
            {visibleText(name)}
          </Link>
          {simulated ? <span className="text-quiet">simulated</span> : null}
          <GateBadge upstream={upstream} />
          {words.sinceAt === null ? null : (
            <span className="text-quiet">
              since <Moment at={words.sinceAt} />
            </span>
          )}
        </p>
        <GateReasons words={words} />
        <p className="flex flex-wrap gap-x-3 text-quiet">
          <span>{rateText(limits.requests_per_minute, gate.rate_cut)} creates a minute</span>
          {gate.overdue === 0 ? null : (
            <span className="text-unconfirmed">{countText(gate.overdue)} overdue</span>
          )}
          {gate.strain === 0 ? null : <span className="text-unconfirmed">{gate.strain} lost lately</span>}
          {latest === undefined ? null : (
            <span className="wrap-anywhere text-unconfirmed">
              unknown {latest.kind} “{visibleText(latest.name)}” <Moment at={latest.last_seen} />
            </span>
          )}
        </p>
      </div>
      <Meter
        used={gate.in_flight}
        limit={limits.max_in_flight.live ?? limits.max_in_flight.configured}
        label="slots in use"
      />
    </li>
  )
}

function GateReasons({ words: { why, opening, untilAt } }: { readonly words: ReturnType<typeof gateWords> }) {
  if (why === null && opening === null) return null
  return (
    <p className="max-w-prose wrap-anywhere">
      {why} {opening}
      {untilAt === null ? null : (
        <>
          {' '}
          It is tried <Moment at={untilAt} />.
        </>
      )}
    </p>
  )
}

function rateText(
  { configured, live }: { readonly configured: number; readonly live: number | null },
  cut: number,
): string {
  const full = live ?? configured
  return cut < 1 ? `${countText(Math.floor(full * cut))} of ${countText(full)}` : countText(full)
}
