import { randomUUID } from 'node:crypto'
import {
  type Decision,
  decide,
  type Job,
  type JobEvent,
  type JobId,
  type UpstreamRules,
} from '@reelkeep/core'
import {
  databaseNow,
  listDoneByOrder,
  loadJobs,
  type Save,
  type SaveOutcome,
  saveDecisions,
} from '@reelkeep/db'
import type { AppDeps } from './deps.ts'

export type ActOutcome =
  /** The job as it was, and what of it is otherwise now. */
  | { readonly outcome: 'done'; readonly before: Job; readonly changes: Decision['changes'] }
  /** The order has done it before, whatever became of the job since. */
  | { readonly outcome: 'done-before' }
  /** The job, as it stands, does not allow it. */
  | { readonly outcome: 'ignored'; readonly job: Job }
  /** A rule of the database forbids it. */
  | { readonly outcome: 'refused'; readonly error: Error }
  | { readonly outcome: 'missing' }

const triesMax = 5

/** A person's act on one job: load → decide → save, as a worker's step; again when somebody moved the job in between. */
export async function actOnJob(
  deps: AppDeps,
  id: JobId,
  eventFor: (job: Job) => JobEvent,
): Promise<ActOutcome> {
  let left = triesMax
  for (;;) {
    left -= 1
    const [outcome] = await actOnJobs(deps, [id], eventFor)
    if (outcome === undefined) return { outcome: 'missing' }
    if (outcome.outcome !== 'moved-on') return outcome
    if (left === 0) throw new Error(`job ${id} moved ${triesMax} times while it was being acted on`)
  }
}

/**
 * The same for a chunk of jobs in one save, all of one order or of none. Jobs that moved in between say so; unknown ids are
 * left out. Two processes of one order may be at it, of which one is slow: none does to a job what the other has done.
 */
export async function actOnJobs(
  deps: AppDeps,
  ids: readonly JobId[],
  eventFor: (job: Job) => JobEvent,
): Promise<(Exclude<ActOutcome, { outcome: 'missing' }> | { readonly outcome: 'moved-on' })[]> {
  const [now, jobs] = await Promise.all([databaseNow(deps.db), loadJobs(deps.db, ids)])
  const events = jobs.map((job) => ({ job, event: eventFor(job) }))
  const order = events.map(({ event }) => orderOf(event)).find((named) => named !== null) ?? null
  const doneBefore = order === null ? null : await listDoneByOrder(deps.db, order, ids)
  const verdicts = events.map(({ job, event }) => ({
    job,
    verdict:
      doneBefore?.has(job.id) === true
        ? ({ outcome: 'done-before' } as const)
        : decide(job, event, { now, rules: rulesFor(deps, job.upstream), jitter: Math.random() }),
  }))
  const saves: Save[] = verdicts.flatMap(({ job, verdict }) =>
    verdict.outcome === 'decided' ? [{ job, decision: verdict.decision, saveId: randomUUID() }] : [],
  )
  const outcomes = await saveDecisions(deps.db, saves)
  await ring(deps, saves, outcomes)
  const outcomeOf = new Map(saves.map((save, index) => [save.job.id, actOutcome(save, outcomes[index])]))
  return verdicts.map(({ job, verdict }) => {
    if (verdict.outcome === 'done-before') return verdict
    if (verdict.outcome === 'ignored') return { outcome: 'ignored', job }
    return outcomeOf.get(job.id) ?? { outcome: 'moved-on' }
  })
}

function orderOf(event: JobEvent): string | null {
  return 'operation' in event ? (event.operation ?? null) : null
}

function actOutcome(
  { job, decision }: Save,
  saved: SaveOutcome | undefined,
): Extract<ActOutcome, { outcome: 'done' | 'refused' }> | { outcome: 'moved-on' } {
  switch (saved?.outcome) {
    case 'saved':
      return { outcome: 'done', before: job, changes: decision.changes }
    case 'refused':
      return { outcome: 'refused', error: saved.error }
    case 'moved-on':
    case undefined:
      return { outcome: 'moved-on' }
  }
}

/** Best effort: rows are committed with their `due_at`, and the sweep rings for those whose ring is lost. */
async function ring(
  { producer }: AppDeps,
  saves: readonly Save[],
  outcomes: readonly SaveOutcome[],
): Promise<void> {
  const wakes = saves.flatMap(({ job, decision: { wake } }, index) => {
    const outcome = outcomes[index]
    return wake !== null && outcome?.outcome === 'saved'
      ? [{ jobId: job.id, version: outcome.version, step: wake.step, at: wake.at }]
      : []
  })
  const queued = saves.filter(({ decision }) => decision.changes.state === 'queued')
  const upstreams = new Set(queued.map(({ job }) => job.upstream))
  await Promise.allSettled([
    ...(wakes.length > 0 ? [producer.wake(wakes)] : []),
    ...[...upstreams].map((upstream) => producer.nudge(upstream)),
  ])
}

/** A person may also end jobs of an upstream that left the configuration; its rules then decide nothing that matters. */
function rulesFor(deps: AppDeps, name: string): UpstreamRules {
  const found = deps.upstreams.find((upstream) => upstream.rules.name === name) ?? deps.upstreams[0]
  if (found === undefined) throw new Error('no upstream is configured')
  return found.rules
}
