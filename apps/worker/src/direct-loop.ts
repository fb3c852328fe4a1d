import { type Database, type DueRow, lendDueRows, postponeRows } from '@reelkeep/db'
import type { Handling } from '@reelkeep/queue'
import type { InHand } from './in-hand.ts'
import type { LaneConcurrency } from './lanes.ts'
import { describeError } from './log.ts'
import { startLoop } from './loop.ts'
import type { Rings } from './rings.ts'
import { runStep } from './run-step.ts'
import type { StepDefinition } from './step.ts'
import { archiveStep } from './steps/archive.ts'
import { pollStep } from './steps/poll.ts'
import type { World } from './world.ts'

export type DirectSettings = {
  /** How often the queue store is asked, and due rows are looked for while it does not answer. */
  readonly everyMs: number
  /** Shorter absences are left to the lanes and the sweep. */
  readonly afterMs: number
  /** How long a row that is being worked at is not due; renewed at every turn. */
  readonly leaseMs: number
}

/** A store that restarts is back within 5 s; a worker that dies with rows in hand delays them by a minute. */
export const defaultDirectSettings: DirectSettings = { everyMs: 1_000, afterMs: 5_000, leaseMs: 60_000 }

export type DirectLoop = {
  /** Takes no more rows; what is under way goes on. */
  stop(): Promise<void>
  /** Stops what is under way where it may be repeated. */
  abort(): void
}

type DirectOptions = {
  readonly settings: DirectSettings
  readonly store: Pick<Rings, 'ping'>
  readonly concurrency: LaneConcurrency
  readonly inHand: InHand
}

type DirectStep = { readonly name: 'poll' | 'archive'; readonly definition: StepDefinition }

/** First what has a link that dies. */
const directSteps: readonly DirectStep[] = [
  { name: 'archive', definition: archiveStep },
  { name: 'poll', definition: pollStep },
]

/**
 * While the queue store does not answer, does what is paid for straight from the rows: asks about tasks and keeps their
 * clips, each when it is due and not before. Creates wait: nothing of theirs is lost by waiting.
 */
export function startDirectLoop(
  db: Database,
  { settings, store, concurrency, inHand }: DirectOptions,
  world: World,
): DirectLoop {
  const aborter = new AbortController()
  let awaySinceMs: number | null = null
  let isOn = false

  async function isAway(): Promise<boolean> {
    const error = await store.ping().then(
      () => null,
      (reason: unknown) => describeError(reason),
    )
    if (error === null) {
      if (isOn) world.log.info({}, 'the queue store answers again')
      awaySinceMs = null
      isOn = false
      return false
    }
    awaySinceMs ??= world.monotonicMs()
    if (world.monotonicMs() - awaySinceMs < settings.afterMs) return false
    if (!isOn) world.log.warn({ error }, 'the queue store is away: paid work goes on without it')
    return true
  }

  async function turn(): Promise<null> {
    if (!(await isAway())) return null
    // What lanes had in hand when the store went away is overdue too: every worker marks its own before any takes more.
    await postponeRows(db, inHand.rows(), settings.leaseMs)
    if (isOn) for (const step of directSteps) await takeDue(step)
    isOn = true
    return null
  }

  async function takeDue({ name, definition }: DirectStep): Promise<void> {
    const free = concurrency[name] - world.inFlight.count(name)
    if (free <= 0) return
    const rows = await lendDueRows(db, {
      step: name,
      upstreams: [...world.upstreams.keys()],
      overdueMs: overdueTurns * settings.everyMs,
      leaseMs: settings.leaseMs,
      limit: free,
    })
    world.metrics.ranDirectly(name, rows.length)
    for (const row of rows) void work(definition, row)
  }

  async function work(step: StepDefinition, row: DueRow): Promise<void> {
    const { signal } = aborter
    const message = { ...row, isRedelivered: false }
    const run = () => world.inFlight.track(step.step, row.id, () => runStep(step, message, signal, world))
    try {
      await letGo(row, (await inHand.take(row, run)) ?? 'done')
    } catch (error) {
      world.log.warn({ job_id: row.id, error: describeError(error) }, 'not let go; due again after its lease')
    }
  }

  /** Nothing happened to the row, so that its lease is all that stands between it and its next turn. */
  async function letGo(row: DueRow, handling: Handling): Promise<void> {
    if (handling === 'done') return
    await postponeRows(db, [row], handling === 'given-back' ? 0 : handling.againInMs)
  }

  const loop = startLoop({
    everyMs: settings.everyMs,
    turn,
    onError: (error) => world.log.error({ error: describeError(error) }, 'direct work failed'),
  })
  return { stop: loop.stop, abort: () => aborter.abort() }
}

/** Two turns give every other worker time to mark what it has in hand. */
const overdueTurns = 2
