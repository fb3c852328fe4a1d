import { assertNever } from '../assert-never.ts'
import type { UpstreamRules } from '../policy/rules.ts'
import type { DecideContext } from './decide.ts'
import { crashesMax } from './decide-crash.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { backToQueue } from './fail-job.ts'
import type { Job } from './job.ts'
import { policySentence } from './said-by.ts'
import { releaseReservation } from './settle-money.ts'
import { decided, ignored } from './verdicts.ts'
import { writeOff } from './write-off.ts'

type HoldExpired = Extract<JobEvent, { type: 'hold-expired' }>

/** The kind of the line that says why a policy leaves a job to a person. */
export const policyHeld = 'policy-held'

/** What the upstream's `on_unconfirmed` makes of a doubt that neither an answer nor a person has ended in time. */
export function decideHold(job: Job, { allowance }: HoldExpired, context: DecideContext): Verdict {
  if (job.state !== 'unconfirmed') return ignored(job, 'it is not in doubt')
  const { rules, now } = context
  switch (rules.onUnconfirmed) {
    case 'hold':
      return ignored(job, 'on_unconfirmed is hold: it waits for a person')
    case 'fail':
      return writeOff(job, `${policySentence}fail, and nobody resolved it ${within(rules)}`, context)
    case 'resubmit': {
      const why = resubmitObjection(job, rules) ?? (allowance === 'granted' ? null : overDaily)
      return why === null ? resubmit(job, resubmitReason(rules), now) : hold(job, why)
    }
    default:
      return assertNever(rules.onUnconfirmed)
  }
}

const overDaily = 'resubmit_daily_usd is used up for today'

/** Why no machine may resubmit this job, on any day; null: it may, out of the daily allowance. */
export function resubmitObjection(
  { quotedTicks, crashes }: Pick<Job, 'quotedTicks' | 'crashes'>,
  { resubmitMaxTicks }: Pick<UpstreamRules, 'resubmitMaxTicks'>,
): string | null {
  if (quotedTicks === null) return 'it has no price, so resubmit_max_usd cannot bound it'
  if (resubmitMaxTicks === null || quotedTicks > resubmitMaxTicks) {
    return 'its price is above resubmit_max_usd'
  }
  return crashes >= crashesMax ? `${crashes} workers in a row died while they sent it` : null
}

/** What the audit says of it. */
export function resubmitReason(rules: Pick<UpstreamRules, 'unconfirmedHoldMs'>): string {
  return `${policySentence}resubmit, and nobody resolved it ${within(rules)}`
}

/**
 * Nobody has shown that the first task is not there: what it may have cost stays on the books, and an acceptance that
 * still comes goes on the record as an orphan.
 */
function resubmit(job: Job, why: string, now: Date): Verdict {
  const money = releaseReservation(job)
  return decided({
    changes: { ...money.changes, ...backToQueue(now) },
    event: { kind: 'submission-resubmitted', detail: { by: 'system', why } },
    submission: { status: 'written_off', message: why },
    ledger: money.ledger,
  })
}

function hold({ submission }: Job, why: string): Verdict {
  return decided({ event: { kind: policyHeld, detail: { submission: submission?.id ?? null, why } } })
}

function within({ unconfirmedHoldMs }: Pick<UpstreamRules, 'unconfirmedHoldMs'>): string {
  const seconds = Math.round(unconfirmedHoldMs / 1000)
  return seconds < 120 ? `within ${seconds} s` : `within ${Math.round(seconds / 60)} min`
}
