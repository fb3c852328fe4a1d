import type { Step } from '@reelkeep/core'
import type { Lane, Lanes, Producer } from '@reelkeep/queue'
import type { LaneConcurrency } from './lanes.ts'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import type { World } from './world.ts'

export type LaneWatchSettings = {
  readonly everyMs: number
  /** So many looks in a row must find a lane with a free place, a message for it, and nothing taken since the last. */
  readonly looks: number
}

/** A lane asks for its next message at least every 10 s; 20 s without one that was there is no chance any more. */
export const defaultLaneWatchSettings: LaneWatchSettings = { everyMs: 5_000, looks: 4 }

/** Counts what each lane takes. */
type LaneTally = { readonly count: (lane: Lane) => Lane; readonly taken: (step: Step) => number }

export function createLaneTally(): LaneTally {
  const taken = new Map<Step, number>()
  const of = (step: Step) => taken.get(step) ?? 0
  return {
    taken: of,
    count: (lane) => ({
      ...lane,
      run: (...message) => {
        taken.set(lane.step, of(lane.step) + 1)
        return lane.run(...message)
      },
    }),
  }
}

type Watched = {
  readonly settings: LaneWatchSettings
  readonly lanes: Pick<Lanes, 'reopen'>
  readonly tally: LaneTally
  readonly store: Pick<Producer, 'waiting'>
  readonly concurrency: LaneConcurrency
}

const steps = ['submit', 'poll', 'archive'] as const

/**
 * Opens a lane again that takes nothing although the queue store answers and holds messages for it: after an outage a
 * consumer may believe that it runs while its connection waits for ever.
 */
export function startLaneWatch(
  { settings, lanes, tally, store, concurrency }: Watched,
  world: Pick<World, 'inFlight' | 'log' | 'metrics'>,
): Loop {
  const seen = new Map<Step, { readonly taken: number; readonly looks: number }>()

  async function look(step: (typeof steps)[number]): Promise<void> {
    const taken = tally.taken(step)
    const last = seen.get(step)
    const isStill = last?.taken === taken && world.inFlight.count(step) < concurrency[step]
    const waiting = isStill ? await store.waiting(step, settings.everyMs) : 0
    const looks = waiting > 0 ? (last?.looks ?? 0) + 1 : 0
    const isStuck = looks >= settings.looks
    seen.set(step, { taken, looks: isStuck ? 0 : looks })
    if (!isStuck) return
    world.log.error({ lane: step, waiting }, 'a lane takes nothing; opened again')
    world.metrics.laneStuck(step)
    lanes.reopen(step)
  }

  return startLoop({
    everyMs: settings.everyMs,
    turn: async () => {
      for (const step of steps) await look(step)
      return null
    },
    // Without the store there is nothing to take: the direct loop says so.
    onError: (error) => world.log.debug({ error: describeError(error) }, 'lanes not looked at'),
  })
}
