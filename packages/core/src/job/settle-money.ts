import { assertNever } from '../assert-never.ts'
import type { UpstreamRules } from '../policy/rules.ts'
import { timesPpm } from '../pricing/bill-factor.ts'
import type { CostSource, LedgerEntry } from '../pricing/ledger.ts'
import type { Ticks } from '../pricing/ticks.ts'
import type { Charged } from './failure.ts'
import type { SubmissionId } from './ids.ts'
import type { Job, JobProgress } from './job.ts'

type Money = { readonly changes: Partial<JobProgress>; readonly ledger: readonly LedgerEntry[] }

/** What a vendor's ticks mean, and what we make of those that are another service's. */
export type BillRules = Pick<UpstreamRules, 'reportedTicksAre' | 'billFactorPpm'>

/**
 * Ends a submission's money: the reservation is released and the charge booked once under its charge key. A charge
 * that may have happened is contingent, never missing; an amount nobody knows is null, never 0. What the vendor
 * reported is kept as it was reported, whatever is made of it.
 */
export function settleMoney(
  job: Job,
  charged: Charged,
  reportedTicks: Ticks | null,
  rules: BillRules,
): Money {
  const { changes, ledger } = settleCharge(job, charged, chargeOf(job, reportedTicks, rules))
  if (reportedTicks === null) return { changes, ledger }
  return { changes: { ...changes, reportedTicks: sum(job.reportedTicks, reportedTicks) }, ledger }
}

/**
 * A bill of more than nothing settles that a failure was charged, whatever was thought of such failures. One of nothing
 * settles nothing: it may be a mere default.
 */
export function chargedBy(charged: Charged, reportedTicks: Ticks | null, rules: BillRules): Charged {
  const isBilled = rules.reportedTicksAre === 'bill' && reportedTicks !== null && reportedTicks > 0n
  return isBilled ? 'yes' : charged
}

type Charge = { readonly ticks: Ticks | null; readonly source: CostSource }

/** What this submission costs if it was charged: the bill, else ticks passed through times the factor, else the quote. */
function chargeOf(job: Job, reportedTicks: Ticks | null, rules: BillRules): Charge {
  const quote: Charge = { ticks: job.quotedTicks, source: sourceOf(job.quotedTicks) }
  if (reportedTicks === null) return quote
  switch (rules.reportedTicksAre) {
    case 'bill':
      return { ticks: reportedTicks, source: 'metered' }
    case 'passed_through':
      // Nothing that somebody else was charged says nothing about what we are.
      if (reportedTicks === 0n) return quote
      return { ticks: timesPpm(reportedTicks, rules.billFactorPpm), source: 'estimated' }
    case 'none':
      return quote
    default:
      return assertNever(rules.reportedTicksAre)
  }
}

function settleCharge(job: Job, charged: Charged, charge: Charge): Money {
  const released = releaseReservation(job)
  switch (charged) {
    case 'yes':
      return bookCharge(job, released, charge)
    case 'no':
      return {
        changes: mayHaveCost(job)
          ? released.changes
          : { ...released.changes, chargedTicks: job.chargedTicks ?? 0n, costSource: knownSource(job) },
        ledger: released.ledger,
      }
    case 'unknown':
      // A figure of nothing, which may be a mere default, takes no doubt away.
      return bookContingent(job, released, charge.ticks === 0n ? job.quotedTicks : charge.ticks)
    default:
      return assertNever(charged)
  }
}

/**
 * It is proven that the submission made nothing. A price needs no word on that; without one the job has cost a known 0 so
 * far, or a later free end could not be told from one that follows a charge of unknown amount.
 */
export function settleNothing(job: Job): Money {
  const nothing = { ticks: 0n, source: 'estimated' } as const
  return job.quotedTicks === null ? settleCharge(job, 'no', nothing) : releaseReservation(job)
}

/** Gives the reservation back without a word on charges: nothing was sent. */
export function releaseReservation(job: Job): Money {
  if (job.reservedTicks === 0n) return { changes: {}, ledger: [] }
  return {
    changes: { reservedTicks: 0n },
    ledger: [entry(job, 'released', job.reservedTicks, 'estimated', 'released')],
  }
}

/** The POST may have bought something: the whole quote is at risk. The reservation stays until somebody knows. */
export function holdContingent(job: Job): Money {
  return {
    changes: { ...doubtOf(job), contingentTicks: sum(job.contingentTicks, job.quotedTicks) },
    ledger: [entry(job, 'contingent', job.quotedTicks, sourceOf(job.quotedTicks), 'contingent')],
  }
}

/** A person took the doubt about this submission back, and it was right after all: its quote is at risk again. */
export function holdOrphan(job: Job, submissionId: SubmissionId): Money {
  const line = entry(job, 'contingent', job.quotedTicks, sourceOf(job.quotedTicks), 'orphaned')
  // What is reserved is of a later submission, and bounds nothing of this one.
  return {
    changes: {
      ...doubtOf({ ...job, reservedTicks: 0n }),
      contingentTicks: sum(job.contingentTicks, job.quotedTicks),
    },
    ledger: [{ ...line, submissionId, chargeKey: `${submissionId}-orphaned` }],
  }
}

/** The doubt is over: takes back what `holdContingent` booked. */
export function releaseContingent(job: Job): Money {
  const { quotedTicks } = job
  if (quotedTicks === null) return { changes: {}, ledger: [] }
  const rest = job.contingentTicks === null ? null : job.contingentTicks - quotedTicks
  return {
    changes: { contingentTicks: rest === 0n ? null : rest },
    ledger: [entry(job, 'contingent', -quotedTicks, 'estimated', 'contingent-released')],
  }
}

/**
 * The submission is taken up again: what it may have cost is reserved once more, until somebody knows. Without a price
 * the maximum stays at risk as it is; what is not at risk any more, a bill has settled.
 */
export function reserveAgain(job: Job): Money {
  const { quotedTicks } = job
  if (!quotedTicks || (job.contingentTicks ?? 0n) < quotedTicks) return { changes: {}, ledger: [] }
  const released = releaseContingent(job)
  return {
    changes: { ...released.changes, reservedTicks: job.reservedTicks + quotedTicks },
    ledger: [
      entry(job, 'contingent', -quotedTicks, 'estimated', 'contingent-reopened'),
      entry(job, 'reserved', quotedTicks, 'estimated', 'reserved'),
    ],
  }
}

/**
 * A person says of a submission that ended in doubt that it made nothing: what it may have cost is not at risk any more.
 * Without a price the maximum stays, and what a bill has settled is no doubt.
 */
export function releaseDoubt(job: Job): Money {
  const { quotedTicks } = job
  if (job.failure?.charged !== 'unknown' || !quotedTicks || (job.contingentTicks ?? 0n) < quotedTicks) {
    return { changes: {}, ledger: [] }
  }
  const { changes } = releaseContingent(job)
  return { changes, ledger: [entry(job, 'contingent', -quotedTicks, 'estimated', 'contingent-absent')] }
}

/**
 * Without a price the maximum was reserved, and up to that much may have been spent. It goes on counting against the
 * caps, or a batch of unpriced clips could be bought again and again under a budget that never fills.
 */
export function holdMaximum(job: Job): Money {
  if (job.quotedTicks !== null || job.reservedTicks === 0n) return { changes: {}, ledger: [] }
  return {
    changes: { contingentTicks: sum(job.contingentTicks, job.reservedTicks) },
    ledger: [entry(job, 'contingent', job.reservedTicks, 'estimated', 'contingent-maximum')],
  }
}

function bookCharge(job: Job, released: Money, { ticks, source }: Charge): Money {
  const maximum: Money = ticks === null ? holdMaximum(job) : { changes: {}, ledger: [] }
  return {
    changes: {
      ...released.changes,
      ...maximum.changes,
      chargedTicks: ticks === null ? besideUnknown(job.chargedTicks) : sum(job.chargedTicks, ticks),
      costSource: source,
    },
    ledger: [...released.ledger, ...maximum.ledger, entry(job, 'charged', ticks, source, 'charged')],
  }
}

function bookContingent(job: Job, released: Money, ticks: Ticks | null): Money {
  const maximum: Money = ticks === null ? holdMaximum(job) : { changes: {}, ledger: [] }
  if (maximum.ledger.length > 0) {
    return {
      changes: { ...released.changes, ...maximum.changes },
      ledger: [...released.ledger, ...maximum.ledger],
    }
  }
  return {
    changes: { ...released.changes, ...doubtOf(job), contingentTicks: sum(job.contingentTicks, ticks) },
    ledger: [...released.ledger, entry(job, 'contingent', ticks, sourceOf(ticks), 'contingent-ended')],
  }
}

function entry(
  job: Job,
  kind: LedgerEntry['kind'],
  ticks: Ticks | null,
  source: LedgerEntry['source'],
  part: string,
): LedgerEntry {
  const submissionId = job.submission?.id ?? null
  return {
    kind,
    ticks,
    source,
    priceVersion: job.priceVersion,
    submissionId,
    chargeKey: `${submissionId ?? job.id}-${part}${roundOf(job, part)}`,
  }
}

/** What is booked again about a submission that was taken up again has a key of its own; a charge never has a second. */
function roundOf({ reopens }: Job, part: string): string {
  return reopens === 0 || part === 'charged' ? '' : `-${reopens}`
}

function sourceOf(ticks: Ticks | null): LedgerEntry['source'] {
  return ticks === null ? 'unknown' : 'estimated'
}

/** Without a price and a figure, an earlier submission may have been charged an amount that nobody knows: that is no 0. */
function mayHaveCost({ chargedTicks, quotedTicks, submissions }: Job): boolean {
  return chargedTicks === null && quotedTicks === null && submissions > 1
}

function knownSource(job: Job): LedgerEntry['source'] {
  return job.chargedTicks === null ? 'estimated' : job.costSource
}

/** What may have been charged beside it has no price, and no maximum that would stay at risk: the job's 0 is none any more. */
function doubtOf({ quotedTicks, reservedTicks, chargedTicks }: Job): Partial<JobProgress> {
  const isBoundless = quotedTicks === null && reservedTicks === 0n
  return isBoundless && chargedTicks === 0n ? { chargedTicks: null } : {}
}

/** Nothing and an amount that nobody knows is unknown; a figure stays, as what is known so far. */
function besideUnknown(chargedTicks: Ticks | null): Ticks | null {
  return chargedTicks === 0n ? null : chargedTicks
}

/** Null plus null is unknown; null plus a figure is the figure that is known so far. */
function sum(a: Ticks | null, b: Ticks | null): Ticks | null {
  if (a === null) return b
  return b === null ? a : a + b
}
