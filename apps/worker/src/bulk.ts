import { randomUUID } from 'node:crypto'
import {
  type BulkObjection,
  bulkObjection,
  capObjections,
  decide,
  type Job,
  type JobEvent,
  type JobId,
  type UpstreamRules,
} from '@reelkeep/core'
import {
  type BulkJob,
  type BulkOrder,
  type BulkResult,
  claimBulk,
  type Database,
  giveBackBulk,
  listBulkJobs,
  listDoneByOrder,
  loadJobs,
  moveBulk,
  prioritizeJobs,
  readCapRoom,
  type Save,
  saveDecisions,
} from '@reelkeep/db'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import { mendClip } from './mend-clip.ts'
import type { World } from './world.ts'

export type BulkSettings = {
  /** How often a worker asks whether there is something to do. */
  readonly everyMs: number
  /** A part that is not given back for so long has lost its worker. */
  readonly holdMs: number
}

export const defaultBulkSettings: BulkSettings = { everyMs: 1_000, holdMs: 60_000 }

/** One save; between two of them the database belongs to everybody else. */
const jobsPerPart = 50
const triesMax = 3
/** As long again as the part took, and at least this. */
const restMsMin = 50

/**
 * Does what people have asked for many jobs at once, a part at a time, each job by the same decision and guarded save as
 * when it is asked for alone. What is done is kept with the list, so that any worker goes on where another died.
 */
export function startBulkLoop(db: Database, settings: BulkSettings, world: World): Loop {
  const stopping = new AbortController()
  const loop = startLoop({
    everyMs: settings.everyMs,
    turn: async () => {
      const order = await claimBulk(db, settings.holdMs)
      if (order === null) return null
      const startedMs = world.monotonicMs()
      await doPart(db, order, settings.holdMs, stopping.signal, world)
      return Math.max(restMsMin, world.monotonicMs() - startedMs)
    },
    onError: (error) => world.log.error({ error: describeError(error) }, 'a bulk action was not moved on'),
  })
  return {
    nudge: loop.nudge,
    stop: () => {
      stopping.abort(new Error('the worker is going down'))
      return loop.stop()
    },
  }
}

async function doPart(
  db: Database,
  order: BulkOrder,
  holdMs: number,
  stopping: AbortSignal,
  world: World,
): Promise<void> {
  const jobs = await listBulkJobs(db, order, jobsPerPart)
  const [first] = jobs
  // A clip takes its time: one is a part of its own, and over well before somebody else would take it for abandoned.
  if (order.action === 'rearchive' && first?.facts.state === 'archived') {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(holdMs * 0.8)])
    const result = await mendOne(db, order, first, signal, world)
    if (stopping.aborted) await giveBackBulk(db, order.id)
    else await moveBulk(db, order, [result])
    return
  }
  const kept = jobs.findIndex(({ facts }) => order.action === 'rearchive' && facts.state === 'archived')
  const part = kept === -1 ? jobs : jobs.slice(0, kept)
  const results = await act(db, order, part, world)
  await moveBulk(db, order, results)
  const done = results.filter(({ outcome }) => outcome === 'done').length
  world.log.info({ operation: order.id, action: order.action, jobs: results.length, done }, 'bulk')
}

async function act(
  db: Database,
  order: BulkOrder,
  jobs: readonly BulkJob[],
  world: World,
): Promise<BulkResult[]> {
  const doneBefore = await listDoneByOrder(
    db,
    order.id,
    jobs.map(({ jobId }) => jobId),
  )
  const results = new Map<JobId, BulkResult>()
  const allowed: BulkJob[] = []
  for (const job of jobs) {
    const objection = bulkObjection(order.action, job.facts, order)
    if (doneBefore.has(job.jobId)) results.set(job.jobId, done(job))
    else if (objection !== null) results.set(job.jobId, because(job, 'refused', objection))
    else allowed.push(job)
  }
  const caps = order.action === 'retry' ? await capsAgainst(db, allowed) : new Map<JobId, BulkObjection>()
  const open: BulkJob[] = []
  for (const job of allowed) {
    const cap = caps.get(job.jobId)
    if (cap === undefined) open.push(job)
    else results.set(job.jobId, because(job, 'skipped', cap))
  }
  const outcomes =
    order.action === 'prioritize' ? await prioritize(db, order, open) : await moveEach(db, order, open, world)
  for (const result of outcomes) results.set(result.jobId, result)
  return jobs.flatMap(({ jobId }) => results.get(jobId) ?? [])
}

async function capsAgainst(db: Database, jobs: readonly BulkJob[]): Promise<Map<JobId, BulkObjection>> {
  const room = await readCapRoom(db, [...new Set(jobs.flatMap(({ accountIds }) => accountIds))])
  return capObjections(
    jobs.map(({ jobId, accountIds, reserveTicks }) => ({ id: jobId, accountIds, reserveTicks })),
    room,
  )
}

async function prioritize(db: Database, order: BulkOrder, jobs: readonly BulkJob[]): Promise<BulkResult[]> {
  if (jobs.length === 0) return []
  const ids = jobs.map(({ jobId }) => jobId)
  const priority = order.priority ?? 5
  const moved = await prioritizeJobs(db, { ids, priority, by: order.keyId, operation: order.id })
  const sent = { code: 'already_sent', message: 'it was sent meanwhile' }
  return jobs.map((job) => (moved.has(job.jobId) ? done(job) : because(job, 'refused', sent)))
}

/**
 * load → decide → save as for one job alone; again for those that somebody moved in between. A worker that was too slow for
 * its part has a successor in it: what that one has done since we looked is not done again.
 */
async function moveEach(
  db: Database,
  order: BulkOrder,
  jobs: readonly BulkJob[],
  world: World,
): Promise<BulkResult[]> {
  const results: BulkResult[] = []
  let left = jobs
  for (let tries = 1; left.length > 0 && tries <= triesMax; tries += 1) {
    const round = await moveOnce(db, order, left, world)
    results.push(...round.results)
    left = round.movedOn
  }
  const busy = { code: 'busy', message: 'it moved each time that it was looked at; ask once more' }
  return [...results, ...left.map((job) => because(job, 'problem', busy))]
}

async function moveOnce(
  db: Database,
  order: BulkOrder,
  jobs: readonly BulkJob[],
  world: World,
): Promise<{ results: BulkResult[]; movedOn: BulkJob[] }> {
  const ids = jobs.map(({ jobId }) => jobId)
  const loaded = await loadJobs(db, ids)
  const doneBefore = await listDoneByOrder(db, order.id, ids)
  const rows = new Map(loaded.map((job) => [job.id, job]))
  const results: BulkResult[] = []
  const saves: { readonly of: BulkJob; readonly save: Save }[] = []
  for (const of of jobs) {
    const job = rows.get(of.jobId)
    const rules = job === undefined ? null : rulesFor(order, job, world)
    if (job === undefined)
      results.push(because(of, 'refused', { code: 'gone', message: 'there is no such job' }))
    else if (doneBefore.has(of.jobId)) results.push(done(of))
    else if (rules === null) results.push(because(of, 'skipped', notConfigured(job)))
    else {
      const context = { now: world.clock.now(), rules, jitter: world.jitter() }
      const verdict = decide(job, eventOf(order), context)
      if (verdict.outcome === 'ignored') {
        results.push(because(of, 'refused', { code: 'not_allowed', message: verdict.why }))
      } else saves.push({ of, save: { job, decision: verdict.decision, saveId: randomUUID() } })
    }
  }
  const outcomes = await saveDecisions(
    db,
    saves.map(({ save }) => save),
  )
  const movedOn: BulkJob[] = []
  const saved: { readonly save: Save; readonly version: number }[] = []
  for (const [index, { of, save }] of saves.entries()) {
    const outcome = outcomes[index]
    if (outcome?.outcome === 'saved') {
      saved.push({ save, version: outcome.version })
      results.push(done(of))
    } else if (outcome?.outcome === 'refused') {
      world.log.error({ job_id: of.jobId, error: describeError(outcome.error) }, 'a save was refused')
      results.push(because(of, 'problem', { code: 'refused', message: 'the database refuses it' }))
    } else movedOn.push(of)
  }
  await ring(saved, world)
  return { results, movedOn }
}

function eventOf(order: BulkOrder): JobEvent {
  const said = { by: order.keyId, operation: order.id }
  switch (order.action) {
    case 'retry':
      return { type: 'job-retried', ...said }
    case 'cancel':
      return { type: 'job-canceled', ...said, reason: 'by_user' }
    default:
      return { type: 'job-rearchived', ...said }
  }
}

/** What is only ended needs no upstream; what is to be asked or sent does. */
function rulesFor({ action }: BulkOrder, { upstream }: Job, { upstreams }: World): UpstreamRules | null {
  const own = upstreams.get(upstream)?.rules ?? null
  if (own !== null || action !== 'cancel') return own
  const [any] = upstreams.values()
  return any?.rules ?? null
}

function notConfigured({ upstream }: Job): BulkObjection {
  return { code: 'upstream_not_configured', message: `the upstream ${upstream} is not configured` }
}

/** Best effort: rows are committed with their `due_at`, and the sweep rings for those whose ring is lost. */
async function ring(
  saved: readonly { readonly save: Save; readonly version: number }[],
  world: World,
): Promise<void> {
  const wakes = saved.flatMap(({ save: { job, decision }, version }) =>
    decision.wake === null ? [] : [{ jobId: job.id, version, ...decision.wake, expiresAt: null }],
  )
  const queued = saved.filter(({ save }) => save.decision.changes.state === 'queued')
  for (const upstream of new Set(queued.map(({ save }) => save.job.upstream))) world.nudgeAdmission(upstream)
  if (wakes.length === 0) return
  await world.wake(wakes).catch((error) => {
    world.log.warn({ error: describeError(error) }, 'not rung; the sweep will')
  })
}

async function mendOne(
  db: Database,
  order: BulkOrder,
  job: BulkJob,
  signal: AbortSignal,
  world: World,
): Promise<BulkResult> {
  const objection = bulkObjection(order.action, job.facts, order)
  if (objection !== null) return because(job, 'refused', objection)
  const [row] = await loadJobs(db, [job.jobId])
  if (row === undefined) return because(job, 'refused', { code: 'gone', message: 'there is no such job' })
  try {
    const problem = await mendClip(db, row, { by: order.keyId, operation: order.id }, signal, world)
    return problem === null ? done(job) : because(job, 'problem', problem)
  } catch (error) {
    world.log.error({ job_id: job.jobId, error: describeError(error) }, 'a damaged clip was not mended')
    return because(job, 'problem', {
      code: 'not_mended',
      message: 'it could not be fetched; the log says why',
    })
  }
}

function done({ place, jobId }: BulkJob): BulkResult {
  return { place, jobId, outcome: 'done', code: null, message: null }
}

function because(
  { place, jobId }: BulkJob,
  outcome: 'refused' | 'skipped' | 'problem',
  { code, message }: BulkObjection,
): BulkResult {
  return { place, jobId, outcome, code, message }
}
