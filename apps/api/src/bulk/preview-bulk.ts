import { type BatchQuote, type BulkAction, bulkObjection, type OwnerId, type Ticks } from '@reelkeep/core'
import { type BulkGroup, type Database, groupBulkJobs, type JobFilter } from '@reelkeep/db'

export type RefusedGroup = { readonly code: string; readonly message: string; readonly count: number }

/** What a bulk action would do if it were begun now. */
export type BulkPreview = {
  readonly matched: number
  /** To which the action is open. */
  readonly accepted: number
  readonly refused: readonly RefusedGroup[]
  readonly quote: BatchQuote
  /** Says whether two previews saw the same jobs in the same states. */
  readonly hash: string
}

export async function previewBulk(
  db: Database,
  ownerId: OwnerId,
  action: BulkAction,
  filter: JobFilter,
): Promise<BulkPreview> {
  const { groups, hash } = await groupBulkJobs(db, ownerId, filter)
  const refused = new Map<string, RefusedGroup>()
  const open: BulkGroup[] = []
  for (const group of groups) {
    const objection = bulkObjection(action, group.facts)
    if (objection === null) open.push(group)
    else {
      const key = `${objection.code} ${objection.message}`
      refused.set(key, { ...objection, count: (refused.get(key)?.count ?? 0) + group.count })
    }
  }
  return {
    matched: groups.reduce((sum, { count }) => sum + count, 0),
    accepted: open.reduce((sum, { count }) => sum + count, 0),
    refused: [...refused.values()].sort((a, b) => b.count - a.count),
    quote: action === 'retry' ? quoteOf(open) : nothingBought,
    hash,
  }
}

/** Only a retry submits again. */
const nothingBought: BatchQuote = { rows: 0, lowTicks: 0n, expectedTicks: 0n, highTicks: 0n, unknown: [] }

function quoteOf(groups: readonly BulkGroup[]): BatchQuote {
  const known = sum(groups.map(({ quotedTicks }) => quotedTicks))
  const most = sum(groups.map(({ maxPriceTicks }) => maxPriceTicks))
  const unpriced = groups.filter(({ unquoted }) => unquoted > 0)
  const isBounded = groups.every(({ boundless }) => boundless === 0)
  const unknown = new Map<string, BatchQuote['unknown'][number]>()
  for (const { upstream, model, unquoted } of unpriced) {
    const key = JSON.stringify([upstream, model])
    unknown.set(key, { upstream, model, rows: (unknown.get(key)?.rows ?? 0) + unquoted })
  }
  return {
    rows: groups.reduce((total, { count }) => total + count, 0),
    lowTicks: known,
    expectedTicks: unpriced.length === 0 ? known : null,
    highTicks: isBounded ? known + most : null,
    unknown: [...unknown.values()],
  }
}

function sum(parts: readonly (Ticks | null)[]): Ticks {
  return parts.reduce<Ticks>((total, part) => total + (part ?? 0n), 0n)
}
