import {
  type BatchQuote,
  type BulkAction,
  type BulkTerms,
  bulkObjection,
  capObjections,
  type OwnerId,
  type Ticks,
} from '@reelkeep/core'
import {
  type BulkGroup,
  type Database,
  groupBulkJobs,
  type JobFilter,
  readCapRoom,
  readDayRoom,
} from '@reelkeep/db'
import { type RetryReason, retryReasons } from './retry-reasons.ts'

export type RefusedGroup = { readonly code: string; readonly message: string; readonly count: number }

/** What a bulk action would do if it were begun now. */
export type BulkPreview = {
  readonly matched: number
  /** To which the action is open, and for which every cap has room. */
  readonly accepted: number
  readonly refused: readonly RefusedGroup[]
  /** To which it is open, and whose upstream is gone, or for which no cap has room: the action would pass them over. */
  readonly skipped: readonly RefusedGroup[]
  /** Of the accepted, those that the day of their key has no room for: they would go back in line and wait. */
  readonly waiting: number
  readonly quote: BatchQuote
  /** The same, real and simulated money apart; none where nothing is bought. */
  readonly quoteParts: readonly QuotePart[]
  /** What those that would be sent again may have cost already. */
  readonly reasons: readonly RetryReason[]
  /** Says whether two previews saw the same jobs in the same states. */
  readonly hash: string
}

export type QuotePart = Omit<BatchQuote, 'unknown'> & { readonly simulated: boolean }

export type BulkWish = BulkTerms & { readonly action: BulkAction; readonly filter: JobFilter }

export async function previewBulk(
  db: Database,
  ownerId: OwnerId,
  { action, filter, includesModerated }: BulkWish,
  upstreams: ReadonlySet<string>,
): Promise<BulkPreview> {
  const isRetry = action === 'retry'
  const { groups, hash } = await groupBulkJobs(db, ownerId, filter, { withCaps: isRetry })
  const refused = new Tally()
  const skipped = new Tally()
  const open: BulkGroup[] = []
  for (const group of groups) {
    const objection = bulkObjection(action, group.facts, { includesModerated })
    if (objection !== null) refused.add(objection, group.count)
    else if (group.facts.state === 'failed' && !upstreams.has(group.upstream)) {
      skipped.add(notConfigured(group.upstream), group.count)
    } else open.push(group)
  }
  const caps = isRetry ? await overCaps(db, open) : new Map<BulkGroup, never>()
  for (const [group, objection] of caps) skipped.add(objection, group.count)
  const going = open.filter((group) => !caps.has(group))
  return {
    matched: groups.reduce((sum, { count }) => sum + count, 0),
    accepted: going.reduce((sum, { count }) => sum + count, 0),
    refused: refused.all(),
    skipped: skipped.all(),
    waiting: isRetry ? await overDays(db, going) : 0,
    quote: isRetry ? quoteOf(going) : nothingBought,
    quoteParts: isRetry ? partsOf(going) : [],
    reasons: isRetry ? retryReasons(going) : [],
    hash,
  }
}

/** Nobody could ask it or send to it: a worker passes these jobs over. What is only ended or moved in line needs none. */
function notConfigured(upstream: string) {
  return { code: 'upstream_not_configured', message: `the upstream ${upstream} is not configured` }
}

/** Counts by cause, the commonest first. */
class Tally {
  readonly #groups = new Map<string, RefusedGroup>()

  add({ code, message }: { readonly code: string; readonly message: string }, count: number): void {
    const key = `${code} ${message}`
    this.#groups.set(key, { code, message, count: (this.#groups.get(key)?.count ?? 0) + count })
  }

  all(): RefusedGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count)
  }
}

/** What a worker will say of them, by the same rule in the same order. A group that any cap concerns is one job. */
async function overCaps(db: Database, groups: readonly BulkGroup[]) {
  const room = await readCapRoom(db, [...new Set(groups.flatMap(({ accountIds }) => accountIds))])
  return capObjections(groups.map(cappedJob), room)
}

/** Nobody refuses them: admission holds them until a day has room. */
async function overDays(db: Database, groups: readonly BulkGroup[]): Promise<number> {
  const ofDays = groups.filter(({ dayKeyId }) => dayKeyId !== null)
  const room = await readDayRoom(db, [...new Set(ofDays.flatMap(({ dayKeyId }) => dayKeyId ?? []))])
  const jobs = ofDays.map((group) => ({ ...cappedJob(group), accountIds: [group.dayKeyId ?? ''] }))
  return capObjections(jobs, room).size
}

function cappedJob(group: BulkGroup) {
  const reserveTicks = group.unquoted === 0 ? group.quotedTicks : group.maxPriceTicks
  return { id: group, accountIds: group.accountIds, reserveTicks }
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

function partsOf(groups: readonly BulkGroup[]): QuotePart[] {
  return [false, true].flatMap((simulated) => {
    const own = groups.filter((group) => group.simulated === simulated)
    const { unknown: _, ...quote } = quoteOf(own)
    return own.length === 0 ? [] : [{ simulated, ...quote }]
  })
}

function sum(parts: readonly (Ticks | null)[]): Ticks {
  return parts.reduce<Ticks>((total, part) => total + (part ?? 0n), 0n)
}
