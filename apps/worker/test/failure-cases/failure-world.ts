import type { Job, JobId, Mismatch } from '@reelkeep/core'
import { type Gate, readGates } from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import type { JourneyUpstream, Vendor } from '../journey-upstream.ts'
import { type JourneyWorld, openJourneyWorld, type SimulatedTask } from '../journey-world.ts'
import type { Ending, FailureCase } from './failure-case.ts'

/** A case at one vendor. */
export type Meeting = FailureCase & { readonly vendor: Vendor }

/** What is known of a job when nothing moves any more. */
export type Outcome = {
  readonly job: Job
  /** Kinds of its events, in order. */
  readonly history: readonly string[]
  /** What its events say, as text. */
  readonly details: readonly string[]
  readonly entries: readonly {
    readonly kind: string
    readonly ticks: bigint | null
    readonly source: string
  }[]
  readonly taskIds: readonly string[]
  /** What the simulator made for its prompt. */
  readonly tasks: readonly SimulatedTask[]
  readonly gate: Gate | undefined
}

export function meetingsOf(cases: readonly FailureCase[]): Meeting[] {
  return cases.flatMap((each) => each.at.map((vendor) => ({ ...each, vendor })))
}

/**
 * One simulator, one worker, every case at once: each is a job with a prompt of its own. Answers what became of each
 * once all are where they should be, or when the time is up.
 */
export async function meetAll(
  meetings: readonly Meeting[],
  options: { readonly speed: number; readonly timeoutMs: number },
): Promise<{ readonly world: JourneyWorld; outcomeOf(meeting: Meeting): Outcome }> {
  const world = await openJourneyWorld({
    speed: options.speed,
    upstreams: upstreamsOf(meetings),
    allowPrivateHosts: ['localhost'],
    archive: { max_bytes: '4MiB' },
    // Its limit is a row of its own; many upstreams at one mount would meet it for no fault of theirs.
    simulator: { xaiRequestsPerSecond: null },
  })
  const ids = new Map<Meeting, JobId>()
  for (const meeting of meetings) {
    const { id } = await world.addJob(upstreamOf(meeting), {
      prompt: promptOf(meeting),
      ...(meeting.mode && { mode: meeting.mode }),
    })
    ids.set(meeting, id)
  }
  await world.startWorker()
  const seen = new Map<Meeting, Job>()
  await waitUntil(() => areAsExpected(world, ids, seen), {
    timeoutMs: options.timeoutMs,
    what: 'every case',
    // Each case has a test that says where it is.
  }).catch(() => undefined)
  const outcomes = await readOutcomes(world, seen)
  return {
    world,
    outcomeOf: (meeting) => {
      const outcome = outcomes.get(meeting)
      if (!outcome) throw new Error(`nothing is known of ${promptOf(meeting)}`)
      return outcome
    },
  }
}

function upstreamsOf(meetings: readonly Meeting[]): JourneyUpstream[] {
  const upstreams = new Map<string, JourneyUpstream>()
  for (const { vendor, apart, settings, isLinkHost } of meetings) {
    const name = upstreamOf({ vendor, apart })
    const upstream = { name, profile: vendor, host: isLinkHost === true ? '127.0.0.1' : 'localhost' }
    upstreams.set(name, { ...upstream, ...(settings && { settings }) })
  }
  return [...upstreams.values()]
}

function upstreamOf({ vendor, apart }: { vendor: Vendor; apart?: string | undefined }): string {
  return apart === undefined ? vendor : `${vendor}-${apart}`
}

function promptOf({ row, title, vendor, marker }: Meeting): string {
  const scenarios = marker.split(' ').filter((name) => name !== '')
  return [`D${row} ${title}, at ${vendor}`, ...scenarios.map((name) => `[sim:${name}]`)].join(' ')
}

/** Keeps each job as it was when it was where it should be: one behind a gate is tried again now and then. */
async function areAsExpected(
  world: JourneyWorld,
  ids: ReadonlyMap<Meeting, JobId>,
  seen: Map<Meeting, Job>,
): Promise<boolean> {
  const jobs = new Map((await world.jobs([...ids.values()])).map((job) => [job.id, job]))
  let isWhole = true
  for (const [meeting, id] of ids) {
    const job = jobs.get(id)
    const isThere = isAsExpected(meeting.ends, job)
    if (job && (isThere || !isAsExpected(meeting.ends, seen.get(meeting)))) seen.set(meeting, job)
    isWhole &&= isThere
  }
  return isWhole
}

function isAsExpected(ends: Ending, job: Job | undefined): boolean {
  if (job === undefined) return false
  if (ends.overdue === true && !job.overdue) return false
  if (ends.waitingFor !== undefined && job.waitingFor !== ends.waitingFor) return false
  return job.state === ends.state || job.finishedAt !== null
}

async function readOutcomes(
  world: JourneyWorld,
  seen: ReadonlyMap<Meeting, Job>,
): Promise<Map<Meeting, Outcome>> {
  const { db } = world
  const tasks = await world.tasks()
  const gates = await readGates(db)
  const events = await db.sql<{ job_id: string; kind: string; detail: string }[]>`
    select job_id, kind, coalesce(detail::text, '') as detail from job_events order by job_id, seq`
  const entries = await db.sql<{ job_id: string; kind: string; ticks: bigint | null; source: string }[]>`
    select job_id, kind, ticks, source from ledger_entries`
  const submissions = await db.sql<{ job_id: string; task_id: string }[]>`
    select job_id, task_id from submissions where task_id is not null order by number`
  const outcomes = new Map<Meeting, Outcome>()
  for (const [meeting, job] of seen) {
    const { id } = job
    outcomes.set(meeting, {
      job,
      history: events.filter(({ job_id }) => job_id === id).map(({ kind }) => kind),
      details: events.filter(({ job_id }) => job_id === id).map(({ detail }) => detail),
      entries: entries
        .filter(({ job_id }) => job_id === id)
        .map(({ kind, ticks, source }) => ({ kind, ticks, source })),
      taskIds: submissions.filter(({ job_id }) => job_id === id).map(({ task_id }) => task_id),
      tasks: tasks.filter(({ prompt }) => prompt === job.prompt),
      gate: gates.find(({ upstream }) => upstream === job.upstream),
    })
  }
  return outcomes
}

export function fieldsOf(mismatch: readonly Mismatch[]): string[] {
  return mismatch.map(({ field }) => field)
}
