import type { Job, JobEvent, JobId, Step } from '@reelkeep/core'
import { type Database, listAbandoned, listForgotten, listIntents } from '@reelkeep/db'
import { expireHolds } from './expire-holds.ts'
import { createHearing, type Hearing } from './hearing.ts'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import { replaySpool } from './replay-spool.ts'
import { settle } from './settle.ts'
import type { World } from './world.ts'

export type SweepSettings = {
  readonly everyMs: number
  /** A row may be overdue this long before its message counts as lost. */
  readonly graceMs: number
  /** A worker that has not beaten for this long counts as dead. */
  readonly deadAfterMs: number
  /** So much longer a dead worker's intent is left for its message to come round again, which counts the crash. */
  readonly intentGraceMs: number
}

const rowsPerSweepMax = 500
/** A third of what makes a worker dead is time for two beats of all that live. */
const beatsTillBelieved = 3

/** The net under the doorbells: rings again what was lost, and takes over what a dead worker left behind. */
export function startSweep(db: Database, settings: SweepSettings, world: World): Loop {
  const hearing = createHearing(settings.deadAfterMs / beatsTillBelieved, world.monotonicMs)
  return startLoop({
    everyMs: settings.everyMs,
    turn: async () => {
      // First what needs no message: while the queue store is away, ringing throws. And the spool before recovery:
      // a sender whose answer is on disk is not lost.
      const untold = await hearing.ask(() =>
        replaySpool(db, { deadAfterMs: settings.deadAfterMs, from: 'the dead' }, world),
      )
      await recoverAbandoned(db, settings, { hearing, untold }, world)
      await expireHolds(db, world)
      await ringForgotten(db, settings, world)
      await ringUnsent(db, settings, world)
      return null
    },
    onError: (error) => world.log.error({ error: describeError(error) }, 'sweep failed'),
  })
}

/** The id of the lost message is used again, so a message that still exists is not doubled. */
async function ringForgotten(db: Database, { graceMs }: SweepSettings, world: World): Promise<void> {
  const upstreams = [...world.upstreams.keys()]
  await ringAgain(await listForgotten(db, { graceMs, limit: rowsPerSweepMax, upstreams }), world)
}

/** An intent of ours whose doorbell was lost is rung again: nothing was sent under it. */
async function ringUnsent(db: Database, { graceMs }: SweepSettings, world: World): Promise<void> {
  const { workerId } = world
  const unsent = await listIntents(db, { workerId, olderThanMs: graceMs, limit: rowsPerSweepMax })
  await ringAgain(
    unsent.map((intent) => ({ ...intent, step: 'submit' as const })),
    world,
  )
}

async function ringAgain(
  rows: readonly {
    readonly id: JobId
    readonly version: number
    readonly step: Step
    readonly expiresAt?: Date | null
  }[],
  world: World,
): Promise<void> {
  if (rows.length === 0) return
  const at = world.clock.now()
  await world.wake(rows.map(({ id, ...wake }) => ({ jobId: id, ...wake, at })))
  world.metrics.rungAgain(rows.length)
  world.log.info({ rung_again: rows.length }, 'sweep')
}

async function recoverAbandoned(
  db: Database,
  { deadAfterMs, intentGraceMs }: SweepSettings,
  { hearing, untold }: { readonly hearing: Hearing; readonly untold: ReadonlySet<string> },
  world: World,
): Promise<void> {
  if (!hearing.isSteady()) return
  const ids = await hearing.ask(() =>
    listAbandoned(db, { deadAfterMs, intentGraceMs, limit: rowsPerSweepMax }),
  )
  // The answer itself came out of an outage.
  if (!hearing.isSteady()) return
  const jobs = await Promise.all(ids.map((id) => world.rows.load(id)))
  // A worker that died between the two looks may have its answer on disk: the next turn tells it first.
  const lost = jobs.filter((job) => !untold.has(job?.submission?.workerId ?? ''))
  await Promise.all(lost.map((job) => recover(job, world)))
}

async function recover(job: Job | null, world: World): Promise<void> {
  const event = job && recoveryOf(job)
  if (!job || !event) return
  const settled = await settle({ job, event, persistence: 'few-tries' }, world)
  if (settled.outcome !== 'saved') return
  world.nudgeAdmission(job.upstream)
  world.log.warn(
    {
      job_id: job.id,
      submission_id: job.submission?.id ?? null,
      worker_id: job.submission?.workerId ?? null,
      event: event.type,
      from_state: job.state,
      to_state: settled.job.state,
    },
    'recovered',
  )
}

/** Never sent is sent again by whoever is next; perhaps sent is never sent again. */
function recoveryOf(job: Job): JobEvent | null {
  if (job.state !== 'submitting' || job.submission === null) return null
  switch (job.submission.status) {
    case 'intent':
      return { type: 'intent-taken-back', message: 'its worker is gone' }
    case 'sending':
      return { type: 'sender-lost', message: 'its worker was lost after it may have sent the request' }
    default:
      return null
  }
}
