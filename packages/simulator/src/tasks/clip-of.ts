import type { Clip, ClipShelf } from '../clips/clip-shelf.ts'
import { clipScenarios } from '../scenarios/clip-scenarios.ts'
import { scenarioOf } from '../scenarios/fault.ts'
import type { ClipScenario } from '../scenarios/scenario.ts'
import type { TaskEntry } from './task-store.ts'

const mebibyte = 1024 * 1024

/** The file that a task renders to: the same bytes whenever it is asked for. */
export async function clipOf(entry: TaskEntry, shelf: ClipShelf): Promise<Clip> {
  const { task } = entry
  const scenario = scenarioOf<ClipScenario>(clipScenarios, task.faults.clip)
  const effect = scenario?.effect
  const shape = effect === 'other-shape' ? { durationS: 6, aspectRatio: '1:1', resolution: '480p' } : task
  const isStock = effect === 'stock'
  const isEmpty = effect === 'zero-seconds'
  const clip = await shelf.clipFor({
    taskId: task.id,
    isNamed: !isStock && !isEmpty,
    scene: isStock && task.scene !== 'plain' ? 'sea' : task.scene,
    durationS: isEmpty ? 0 : shape.durationS,
    aspectRatio: shape.aspectRatio,
    resolution: shape.resolution,
    sizeBytes: effect === 'padded' ? Math.floor((task.faults.clip?.value ?? 0) * mebibyte) : task.clipBytes,
  })
  entry.file ??= { sizeBytes: clip.sizeBytes, sha256: clip.sha256 }
  return clip
}
