import {
  batchQuote,
  type Job,
  type JobWish,
  noCommitment,
  type OwnerId,
  shortIdOf,
  uniqueClipKey,
  type WishReading,
} from '@reelkeep/core'
import {
  createJob,
  type IdempotentRequest,
  type NewJob,
  newJobId,
  readIdempotencyKey,
  readJob,
  readKeyCaps,
} from '@reelkeep/db'
import { moneyRefusal } from './batches/check-money.ts'
import { contentHashOf } from './batches/content-hash.ts'
import type { Caller } from './caller.ts'
import type { AppDeps } from './deps.ts'
import { invalidRequest, upstreamNotConfigured } from './errors.ts'
import { idempotencyConflict, idempotencyInProgress } from './idempotency.ts'
import { openImageDesk } from './images/open-image-desk.ts'
import { presentJob } from './presenters/present-job.ts'
import type { JobJson } from './schemas/job.ts'
import { type SettledWish, settleWish } from './settle-wish.ts'

const priorityDefault = 5
/** The few links of one job are looked at side by side. */
const linkPatienceMs = 15_000

/** Makes the job of a wish, once for its idempotency key, and rings for admission. The row is the promise; the ring is not. */
export async function createSingleJob(
  deps: AppDeps,
  caller: Caller,
  reading: WishReading,
  request: IdempotentRequest | null,
  { keepsExchanges, checkImages }: { readonly keepsExchanges: boolean; readonly checkImages: boolean | null },
): Promise<{ job: JobJson; replayed: boolean }> {
  const remembered = request === null ? null : await replay(deps, request)
  if (remembered !== null) return { job: remembered, replayed: true }
  const settled = await settle(deps, caller, reading, checkImages)
  await refuseOverCap(deps, caller, settled)
  const job = { ...newJobOf(deps, caller, reading.wish, settled), keepsExchanges }
  const creation = await createJob(deps.db, job, request)
  if (creation.outcome === 'key-taken') {
    const first = request === null ? null : await replay(deps, request)
    if (first === null) throw idempotencyInProgress()
    return { job: first, replayed: true }
  }
  await nudge(deps, job.upstream)
  return { job: presentCreated(job, creation.createdAt), replayed: false }
}

/** The job that the key made, as it was answered then. Null: the key is free. */
async function replay(deps: AppDeps, request: IdempotentRequest): Promise<JobJson | null> {
  const known = await readIdempotencyKey(deps.db, request)
  switch (known.outcome) {
    case 'free':
      return null
    case 'conflict':
      throw idempotencyConflict()
    case 'in-progress':
      throw idempotencyInProgress()
    case 'done':
      return known.resourceId === null ? null : asCreated(deps, request.ownerId, known.resourceId)
  }
}

async function settle(
  deps: AppDeps,
  caller: Caller,
  reading: WishReading,
  checkImages: boolean | null,
): Promise<SettledWish> {
  const { upstreams, defaultUpstream } = deps.config
  const settlement = settleWish(reading.wish, upstreams, defaultUpstream, caller.limits)
  const order = { batch: null, images: null, checkImages, patienceMs: linkPatienceMs }
  const desk = await openImageDesk(order, caller, deps)
  await desk.lookUp([reading.wish])
  const images = desk.judge(reading.wish, settlement)
  const unsettled = [...(settlement.ok ? [] : settlement.problems), ...images.problems]
  const reported = new Set(reading.problems.map((problem) => problem.path))
  // What could not be read is missing for the second look as well; one complaint about it is enough.
  const problems = [...reading.problems, ...unsettled.filter((problem) => !reported.has(problem.path))]
  if (problems.length > 0 || !settlement.ok) {
    throw invalidRequest(
      problems.map(({ path, code, message, allowed }) => ({
        path: path === '' ? null : path,
        row: null,
        code,
        message,
        allowed: allowed ?? null,
      })),
    )
  }
  const { upstream } = settlement.settled
  if (!upstream.configured) throw upstreamNotConfigured(upstream.rules.name)
  return settlement.settled
}

async function refuseOverCap({ db }: AppDeps, { keyId }: Caller, settled: SettledWish): Promise<void> {
  const { upstream, model, quotedTicks } = settled
  const quote = batchQuote([{ upstream: upstream.rules.name, model, ticks: quotedTicks }], null)
  const keyCaps = await readKeyCaps(db, keyId)
  const refusal = moneyRefusal({ quote, budgetTicks: null, committed: noCommitment, keyCaps })
  if (refusal !== null) throw refusal
}

function newJobOf(
  deps: AppDeps,
  caller: Caller,
  wish: JobWish,
  settled: SettledWish,
): Omit<NewJob, 'keepsExchanges'> {
  const id = newJobId()
  const clipKey = uniqueClipKey(deps.config.archive.keyTemplate, {
    owner: caller.ownerName,
    batch: null,
    row: null,
    customId: wish.customId,
    prompt: settled.prompt,
    shortId: shortIdOf(id),
  })
  return {
    id,
    ownerId: caller.ownerId,
    keyId: caller.keyId,
    customId: wish.customId,
    name: wish.name,
    priority: wish.priority ?? priorityDefault,
    metadata: wish.metadata,
    upstream: settled.upstream.rules.name,
    model: settled.model,
    operation: settled.operation,
    prompt: settled.prompt,
    params: settled.params,
    clipKey,
    simulated: settled.upstream.rules.simulated,
    quotedTicks: settled.quotedTicks,
    priceVersion: settled.priceVersion,
    contentHash: contentHashOf(settled, wish.upstream),
  }
}

/** A store of messages that is away costs nothing: the sweep finds the row. */
async function nudge({ producer }: AppDeps, upstream: string): Promise<void> {
  await producer.nudge(upstream).catch(() => undefined)
}

async function asCreated(deps: AppDeps, ownerId: OwnerId, id: string): Promise<JobJson | null> {
  const record = await readJob(deps.db, { ownerId, id })
  return record === null ? null : presentCreated({ ...record, ...record.job }, record.job.createdAt)
}

/** What never changes about a job; a repeated request is answered from it, so it gets the same answer as the first. */
type FixedPart = Omit<NewJob, 'keyId' | 'contentHash'>

function presentCreated(job: FixedPart, createdAt: Date): JobJson {
  const { customId, name, priority, metadata, ...identity } = job
  return presentJob({
    batchRow: null,
    take: null,
    customId,
    name,
    priority,
    supersedesId: null,
    metadata,
    waitingFor: null,
    clipCheck: null,
    mark: null,
    job: { ...identity, ...firstProgress, batchId: null, createdAt, dueAt: createdAt },
  })
}

/** A job at its first moment. */
const firstProgress = {
  adopted: false,
  reusedFrom: null,
  state: 'queued',
  reason: null,
  waitingFor: null,
  holdsSlot: false,
  overdue: false,
  submissions: 0,
  retries: 0,
  polls: 0,
  pollFailures: 0,
  pollFailingSince: null,
  archiveFailures: 0,
  linkRefreshes: 0,
  crashes: 0,
  reopens: 0,
  progress: null,
  upstreamStatus: null,
  sourceUrl: null,
  sourceExpiresAt: null,
  sourceSeenAt: null,
  linkAlarms: 0,
  rescuedTo: null,
  reported: null,
  mismatch: [],
  reservedTicks: 0n,
  chargedTicks: null,
  reportedTicks: null,
  contingentTicks: null,
  costSource: 'unknown',
  failure: null,
  submittedAt: null,
  renderedAt: null,
  finishedAt: null,
  version: 1,
  lastSeq: 1,
  submission: null,
  clip: null,
} as const satisfies Partial<Job>
