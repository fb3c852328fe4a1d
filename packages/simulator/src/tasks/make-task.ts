import { randomUUID } from 'node:crypto'
import { chargeFor } from '../bill.ts'
import { scenes } from '../clips/base-clip.ts'
import { roll } from '../roll.ts'
import { type Faults, scenarioOf } from '../scenarios/fault.ts'
import { renderScenarios } from '../scenarios/render-scenarios.ts'
import type { RenderScenario } from '../scenarios/scenario.ts'
import type { Creation } from '../vendor/read-creation.ts'
import { renderSpan } from '../vendor/render-times.ts'
import type { Task } from './task.ts'

export type TaskPlan = {
  readonly seed: string
  readonly speed: number
  /** Real milliseconds from creation to completion, whatever the model and speed; null follows the vendor's times. */
  readonly renderMs: number | null
  readonly clipBytes: number | null
  readonly chargeFailures: boolean
}

/** Fixes a new task's whole fate. The id is random, so that a fresh data directory never repeats one that somebody has stored. */
export function makeTask(
  creation: Creation,
  request: { readonly key: string; readonly occurrence: number; readonly nowMs: number },
  faults: Faults,
  plan: TaskPlan,
): Task {
  const luck = (what: string): number => roll(plan.seed, what, request.key, request.occurrence)
  const { fromS, toS } = renderSpan(creation.model, creation.durationS)
  const usualS =
    plan.renderMs === null ? fromS + luck('render-time') * (toS - fromS) : (plan.renderMs / 1000) * plan.speed
  return {
    id: `video_${randomUUID()}`,
    createdAtMs: request.nowMs,
    model: creation.model,
    prompt: creation.prompt,
    durationS: creation.durationS,
    aspectRatio: creation.aspectRatio,
    resolution: creation.resolution,
    imageCount: creation.images.length,
    requestKey: request.key,
    occurrence: request.occurrence,
    // "Peak hours may require longer queue times": a tenth to a third of the whole.
    processingAfterS: usualS * (0.1 + 0.23 * luck('queue-time')),
    finishedAfterS: finish(usualS, faults),
    outcome: outcome(faults),
    faults,
    scene: plan.clipBytes === null ? (scenes[Math.floor(luck('scene') * scenes.length)] ?? 'dusk') : 'plain',
    clipBytes: plan.clipBytes,
    chargedTicks: chargeFor(creation.model, creation.durationS).ticks.toString(),
    refundedIfFailed: !plan.chargeFailures,
  }
}

function finish(usualS: number, faults: Faults): number | null {
  const value = faults.render?.value ?? 0
  switch (renderEffect(faults)) {
    case 'times-slower':
      return usualS * value
    case 'finishes-after':
      return value
    case 'never':
      return null
    default:
      return usualS
  }
}

function outcome(faults: Faults): Task['outcome'] {
  const effect = renderEffect(faults)
  return effect === 'failed' || effect === 'moderated' ? effect : 'completed'
}

function renderEffect(faults: Faults): RenderScenario['effect'] | undefined {
  return scenarioOf<RenderScenario>(renderScenarios, faults.render)?.effect
}
