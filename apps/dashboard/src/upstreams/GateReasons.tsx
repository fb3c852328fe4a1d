import { useQuery } from '@tanstack/react-query'
import type { Upstream } from '../api/types.ts'
import { upstreamChangesQuery } from '../api/upstreams.ts'
import { useSession } from '../app/session-context.ts'
import { counted, countText } from '../format/count.ts'
import { gateWords } from '../format/gate-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Notice } from '../ui/Notice.tsx'
import { lastPause } from './last-pause.ts'

/** Why nothing, or less, is created there, since when, until when, and what changes that. */
export function GateReasons({ upstream }: { readonly upstream: Upstream }) {
  const { why, sinceAt, untilAt, opening, look } = gateWords(upstream)
  const { overdue, strain } = upstream.gate
  if (why === null && opening === null && overdue === 0 && strain === 0) return null
  return (
    <div className="grid gap-2 px-4 pt-3">
      {why === null && opening === null ? null : (
        <Notice kind={look === 'open' ? 'info' : 'warning'}>
          {why} {opening}
          {sinceAt === null ? null : (
            <>
              {' '}
              Closed since <Moment at={sinceAt} />.
            </>
          )}
          {untilAt === null ? null : (
            <>
              {' '}
              It is tried again <Moment at={untilAt} />.
            </>
          )}
          {upstream.gate.paused ? <PausedBy name={upstream.name} /> : null}
        </Notice>
      )}
      {overdue === 0 ? null : (
        <p className="text-unconfirmed">
          {counted(overdue, 'task')} past our deadline, still rendering there; at{' '}
          {countText(upstream.max_overdue)} of them no more are created.
        </p>
      )}
      {strain === 0 ? null : (
        <p className="text-unconfirmed">
          {strain} lost submissions count now; more than three close the gate for a while.
        </p>
      )}
    </div>
  )
}

/** Only who may read the audit is told who it was. */
function PausedBy({ name }: { readonly name: string }) {
  const mayRead = useSession().scopes.includes('operate')
  const changes = useQuery({ ...upstreamChangesQuery(name), enabled: mayRead })
  const pause = lastPause(changes.data?.data ?? [])
  if (pause === null) return null
  return (
    <span className="block">
      Paused by {visibleText(pause.actor_name ?? pause.actor)} <Moment at={pause.at} />
      {pause.reason === null ? ', who gave no reason.' : `: ${visibleText(pause.reason)}`}
    </span>
  )
}
