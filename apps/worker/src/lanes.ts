import type { Lane } from '@reelkeep/queue'
import { runStep } from './run-step.ts'
import type { StepDefinition } from './step.ts'
import { archiveStep } from './steps/archive.ts'
import { pollStep } from './steps/poll.ts'
import { submitStep } from './steps/submit.ts'
import type { World } from './world.ts'

export type LaneConcurrency = { readonly submit: number; readonly poll: number; readonly archive: number }

/** Enough POSTs at once for 60 creates a second at half a second each; archives bind bandwidth and memory. */
export const defaultConcurrency: LaneConcurrency = { submit: 32, poll: 50, archive: 8 }

/** The table of lanes: a new step is a new row. */
export function lanesOf(concurrency: LaneConcurrency, world: World): Lane[] {
  return [
    laneOf(submitStep, concurrency.submit, world),
    laneOf(pollStep, concurrency.poll, world),
    laneOf(archiveStep, concurrency.archive, world),
  ]
}

function laneOf(step: StepDefinition, concurrency: number, world: World): Lane {
  return {
    step: step.step,
    concurrency,
    run: (message, signal, isRedelivered) =>
      world.inFlight.track(step.step, message.id, () =>
        runStep(step, { ...message, isRedelivered }, signal, world),
      ),
  }
}
