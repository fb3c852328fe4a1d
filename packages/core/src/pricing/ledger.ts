import type { SubmissionId } from '../job/ids.ts'
import type { Ticks } from './ticks.ts'

/** Where a figure comes from: the vendor's own report, our price list, or nowhere. */
export type CostSource = 'metered' | 'estimated' | 'unknown'

export const ledgerKinds = ['quoted', 'reserved', 'released', 'charged', 'contingent', 'adjusted'] as const
export type LedgerKind = (typeof ledgerKinds)[number]

/** The two sides of each kind; every entry moves `ticks` from `credit` to `debit`, so debits equal credits. */
export const ledgerSides: Readonly<Record<LedgerKind, { debit: string; credit: string }>> = {
  quoted: { debit: 'expected', credit: 'quotes' },
  reserved: { debit: 'reserved', credit: 'available' },
  released: { debit: 'available', credit: 'reserved' },
  charged: { debit: 'spent', credit: 'upstream' },
  contingent: { debit: 'at_risk', credit: 'upstream' },
  adjusted: { debit: 'spent', credit: 'upstream' },
}

export type LedgerEntry = {
  readonly kind: LedgerKind
  /** Null: the amount is unknown. Never 0 for unknown. */
  readonly ticks: Ticks | null
  readonly source: CostSource
  readonly priceVersion: string | null
  readonly submissionId: SubmissionId | null
  /** Unique over the whole ledger; makes a second poll unable to charge twice. */
  readonly chargeKey: string
}
