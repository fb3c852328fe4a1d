import type { JobState, Run } from '../row.ts'
import type { UpstreamTask } from '../world/world.ts'

export type HistoryLine = {
  readonly job_id: string
  readonly kind: string
  readonly from_state: string | null
  readonly to_state: string
  readonly why: string | null
}

type Jobs = readonly Pick<JobState, 'id' | 'prompt'>[]

/** The lines of these jobs' histories, of some kinds or of all: the proof that something happened. */
export async function historyOf(
  run: Run,
  jobs: Jobs,
  ...kinds: readonly string[]
): Promise<readonly HistoryLine[]> {
  const lines = await run.world.postgres.execute<HistoryLine>(
    `select job_id, kind, from_state, to_state, detail->>'why' as why from job_events
     where job_id in (${listed(jobs.map(({ id }) => id))}) order by job_id, seq`,
  )
  return kinds.length === 0 ? lines : lines.filter(({ kind }) => kinds.includes(kind))
}

/** What the upstream made for these jobs, whether or not anybody told us. */
export async function tasksOf(run: Run, jobs: Jobs): Promise<readonly UpstreamTask[]> {
  const prompts = new Set(jobs.map(({ prompt }) => prompt))
  return (await run.world.upstream.tasks()).filter(({ prompt }) => prompts.has(prompt))
}

/** The jobs whose prompt carries one of these markers, whatever its number. */
export function marked<Job extends { readonly prompt: string }>(
  jobs: readonly Job[],
  ...markers: readonly string[]
): readonly Job[] {
  return jobs.filter(({ prompt }) =>
    markers.some((marker) => prompt.includes(`[sim:${marker}]`) || prompt.includes(`[sim:${marker}=`)),
  )
}

/** Each in one of these states; what stands elsewhere is named. */
export function expectStates(run: Run, what: string, jobs: readonly JobState[], ...states: string[]): void {
  const astray = jobs.filter(({ state }) => !states.includes(state))
  const found = astray.map(({ id, state, reason }) => `${id} is ${[state, reason].filter(Boolean).join(' ')}`)
  run.expect(astray.length === 0 ? what : `${what} (${found.join(', ')})`, astray.length === 0)
}

/** What ended as failed ended for this reason, with its charge on the books. */
export function expectLost(run: Run, jobs: readonly JobState[], reason: string): void {
  expectStates(run, `what cannot be had ends as ${reason}`, jobs, 'failed')
  run.expect(
    `each that failed says ${reason}`,
    jobs.every((job) => job.reason === reason),
  )
}

/** A task for each, and one only. */
export async function expectOneCreationEach(run: Run, jobs: Jobs): Promise<void> {
  const tasks = await tasksOf(run, jobs)
  const wrong = jobs.filter(({ prompt }) => tasks.filter((task) => task.prompt === prompt).length !== 1)
  run.expect(
    wrong.length === 0
      ? 'one creation for each job'
      : `one creation for each job (not for ${wrong.map(({ id }) => id).join(', ')})`,
    wrong.length === 0,
  )
}

/** For an `in (…)`; ids are ours and hold no quotes. */
export function listed(ids: readonly string[]): string {
  return ids.length === 0 ? `''` : ids.map((id) => `'${id}'`).join(', ')
}
