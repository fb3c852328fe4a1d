import { scenes } from '../clips/base-clip.ts'
import type { Mount } from '../mounts/mounts.ts'
import { roll } from '../roll.ts'
import { type Faults, scenarioOf } from '../scenarios/fault.ts'
import { renderScenarios } from '../scenarios/render-scenarios.ts'
import type { RenderScenario } from '../scenarios/scenario.ts'
import type { Creation } from '../vendor/creation.ts'
import type { Replies, Task } from './task.ts'

export type TaskPlan = {
  readonly seed: string
  readonly speed: number
  /** Real milliseconds from creation to completion, whatever the model and speed; null follows the vendor's times. */
  readonly renderMs: number | null
  readonly clipBytes: number | null
  readonly chargeFailures: boolean
  readonly cometReplies: 'wrapped' | 'raw' | 'mixed'
}

/** Where a creation came from. */
export type CreationRequest = {
  readonly key: string
  readonly occurrence: number
  readonly nowMs: number
  readonly keyHash: string
}

/** Fixes a new task's whole fate. The id is random, so that a fresh data directory never repeats one that somebody has stored. */
export function makeTask(
  creation: Creation,
  request: CreationRequest,
  faults: Faults,
  plan: TaskPlan,
  { name, vendor }: Mount,
): Task {
  const luck = (what: string): number => roll(plan.seed, what, request.key, request.occurrence)
  const { fromS, toS } = vendor.renderSpan(creation)
  const usualS =
    plan.renderMs === null ? fromS + luck('render-time') * (toS - fromS) : (plan.renderMs / 1000) * plan.speed
  const scenario = scenarioOf<RenderScenario>(renderScenarios, faults.render)
  const cost = vendor.cost(creation)
  const costed = (ticks: string): string =>
    scenario?.costs === undefined ? ticks : times(ticks, faults.render?.value ?? 1)
  return {
    id: vendor.newTaskId(),
    mount: name,
    keyHash: request.keyHash,
    createdAtMs: request.nowMs,
    operation: creation.operation,
    model: creation.model,
    prompt: creation.prompt,
    durationS: creation.durationS,
    aspectRatio: creation.aspectRatio,
    resolution: creation.resolution,
    imageCount: creation.images.length,
    isUploaded: creation.isUploaded,
    requestKey: request.key,
    occurrence: request.occurrence,
    // "Peak hours may require longer queue times": a tenth to a third of the whole.
    processingAfterS: usualS * (0.1 + 0.23 * luck('queue-time')),
    finishedAfterS: finish(usualS, scenario, faults.render?.value ?? 0),
    ending: { outcome: 'completed', said: 'http-400', isCostSaid: false, ...scenario?.ending },
    replies: scenario?.replies ?? repliesOf(plan, luck('replies')),
    faults,
    scene: plan.clipBytes === null ? (scenes[Math.floor(luck('scene') * scenes.length)] ?? 'dusk') : 'plain',
    clipBytes: plan.clipBytes,
    unit: cost.unit,
    quantity: cost.quantity,
    chargedTicks: costed(cost.chargedTicks),
    reportedTicks: cost.reportedTicks === null ? null : costed(cost.reportedTicks),
    refundedIfFailed: scenario?.refundedIfFailed ?? !plan.chargeFailures,
  }
}

function finish(usualS: number, scenario: RenderScenario | undefined, value: number): number | null {
  switch (scenario?.finish) {
    case 'slower':
      return usualS * value
    case 'at':
      return value
    case 'never':
      return null
    case undefined:
      return usualS
  }
}

/** Two of five tasks each keep to a shape, the fifth changes it from one answer to the next. */
function repliesOf({ cometReplies }: TaskPlan, share: number): Replies {
  if (cometReplies !== 'mixed') return cometReplies
  return share < 0.4 ? 'wrapped' : share < 0.8 ? 'raw' : 'alternating'
}

function times(ticks: string, factor: number): string {
  return ((BigInt(ticks) * BigInt(Math.round(factor * 1000))) / 1000n).toString()
}
