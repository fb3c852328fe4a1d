import type {
  Decision,
  decide,
  Job,
  JobEvent,
  JobId,
  Step,
  SubmissionId,
  TaskId,
  UpstreamRules,
} from '../../src/index.ts'
import { aJob, noon, rules } from '../a-job.ts'
import { type Database, openDatabase } from './database.ts'
import type { Life } from './life.ts'
import { openUpstream, priceTicks, secret, type Upstream } from './upstream.ts'

export type Decide = typeof decide
export type Message = {
  readonly jobId: JobId
  readonly version: number
  readonly step: Step
  readonly at: number
  /** Whoever had it in hand is gone, or hangs. */
  readonly isRedelivered?: true
}

/** An accepted task on a worker's own disk, which outlives the worker. */
export type Acceptance = {
  readonly jobId: JobId
  readonly submissionId: SubmissionId
  readonly taskId: TaskId
}

export type Worker = {
  readonly id: string
  isAlive: boolean
  goneAt: number
  readonly spool: Acceptance[]
}

/** Work that is stopped where it may be cut off: it yields what comes next and is given the luck that this will have. */
export type Work = Generator<string, void, number>
export type Activity = {
  readonly name: string
  readonly worker: Worker | null
  /** What it handles, where a message began it. */
  readonly message: Message | null
  readonly work: Work
}

export type Gate = {
  closed: boolean
  notBefore: number
  probeAt: number
  probeJob: JobId | null
  strain: number
}

export type World = {
  readonly life: Life
  readonly decide: Decide
  readonly rules: UpstreamRules
  readonly database: Database
  readonly upstream: Upstream
  readonly gate: Gate
  readonly workers: Worker[]
  /** Dead or stopped; their disks are left. */
  readonly gone: Worker[]
  readonly activities: Activity[]
  readonly messages: Message[]
  nowMs: number
  /** Names that are never given twice. */
  serial: number
  readonly witness: Witness
}

/** What the checks need to remember and no table says. */
export type Witness = {
  /** Creations that a person or a known-free retry has allowed, beside the first. */
  readonly allowed: Map<JobId, number>
  /** Jobs whose link or file was in trouble itself, not only our store. */
  readonly sourceTrouble: Set<JobId>
  /** Submissions that a person has declared absent, or bound to a task that is not theirs: their bill is on that person. */
  readonly misjudged: Set<SubmissionId>
  /** Workers in a row that were lost with a job in hand, as of a version of its row. */
  readonly crashes: Map<JobId, { readonly count: number; readonly version: number }>
  readonly story: string[]
}

export function openWorld(life: Life, decideWith: Decide): World {
  const jobs = Array.from({ length: life.jobs }, (_, index) => newJob(index + 1, life))
  return {
    life,
    decide: decideWith,
    rules: {
      ...rules,
      maxInFlight: life.slots,
      retries: life.retries,
      failedIsFree: life.failedIsFree,
      reportedTicksAre: life.reportedTicksAre,
      onUnconfirmed: life.onUnconfirmed,
      resubmitMaxTicks: priceTicks,
      resubmitDailyTicks: priceTicks,
    },
    database: openDatabase(jobs),
    upstream: openUpstream(),
    gate: { closed: false, notBefore: 0, probeAt: 0, probeJob: null, strain: 0 },
    workers: Array.from({ length: life.workers }, (_, index) => newWorker(index + 1)),
    gone: [],
    activities: [],
    messages: [],
    nowMs: noon.getTime(),
    serial: 10,
    witness: {
      allowed: new Map(),
      sourceTrouble: new Set(),
      misjudged: new Set(),
      crashes: new Map(),
      story: [],
    },
  }
}

function newJob(number: number, { isPriced }: Life): Job {
  return aJob({
    id: `job_${number}` as JobId,
    clipKey: `admin/single/${number}.mp4`,
    prompt: secret,
    quotedTicks: isPriced ? priceTicks : null,
    version: 1,
    lastSeq: 1,
  })
}

export function newWorker(number: number): Worker {
  return { id: `worker-${number}`, isAlive: true, goneAt: Number.POSITIVE_INFINITY, spool: [] }
}

export function nextSerial(world: World): number {
  world.serial += 1
  return world.serial
}

export function nowOf({ nowMs }: World): Date {
  return new Date(nowMs)
}

export function jobOf({ database }: World, id: JobId): Job {
  const row = database.rows.get(id)
  if (row === undefined) throw new Error(`${id} is gone`)
  return row.job
}

export function jobsOf({ database }: World): Job[] {
  return [...database.rows.values()].map(({ job }) => job)
}

export function tell({ witness, nowMs }: World, line: string): void {
  witness.story.push(`${String(Math.round((nowMs - noon.getTime()) / 1000)).padStart(7)} s  ${line}`)
}

export type Fact = {
  readonly job: Job
  readonly event: JobEvent
  /** As hard as the worker saves it: what cost money cannot be learned again. */
  readonly persistence: 'few-tries' | 'until-saved' | 'until-settled'
}

export type Settled =
  | { readonly outcome: 'saved'; readonly job: Job; readonly decision: Decision }
  | { readonly outcome: 'ignored'; readonly why: string }
