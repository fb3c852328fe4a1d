import { randomUUID } from 'node:crypto'
import {
  type Decision,
  decide,
  type Job,
  type JobEvent,
  type JobId,
  type UpstreamRules,
} from '@reelkeep/core'
import { databaseNow, loadJobs, type Save, type SaveOutcome, saveDecisions } from '@reelkeep/db'
import type { AppDeps } from './deps.ts'

export type ActOutcome =
  /** The job as it was, and what of it is otherwise now. */
  | { readonly outcome: 'done'; readonly before: Job; readonly changes: Decision['changes'] }
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

/** The same for a chunk of jobs in one save. Jobs that moved in between say so; unknown ids are left out. */
export async function actOnJobs(
  deps: AppDeps,
  ids: readonly JobId[],
  eventFor: (job: Job) => JobEvent,
): Promise<(Exclude<ActOutcome, { outcome: 'missing' }> | { readonly outcome: 'moved-on' })[]> {
  const [now, jobs] = await Promise.all([databaseNow(deps.db), loadJobs(deps.db, ids)])
  const verdicts = jobs.map((job) => ({
    job,
    verdict: decide(job, eventFor(job), { now, rules: rulesFor(deps, job.upstream), jitter: Math.random() }),
  }))
  const saves: Save[] = verdicts.flatMap(({ job, verdict }) =>
    verdict.outcome === 'decided' ? [{ job, decision: verdict.decision, saveId: randomUUID() }] : [],
  )
  const outcomes = await saveDecisions(deps.db, saves)
  await ring(deps, saves, outcomes)
  const outcomeOf = new Map(saves.map((save, index) => [save.job.id, actOutcome(save, outcomes[index])]))
  return verdicts.map(({ job, verdict }) =>
    verdict.outcome === 'ignored'
      ? { outcome: 'ignored', job }
      : (outcomeOf.get(job.id) ?? { outcome: 'moved-on' }),
  )
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
