import { chargedTicks } from '../bill.ts'
import { clipOf } from '../tasks/clip-of.ts'
import { taskState } from '../tasks/task-state.ts'
import type { TaskEntry } from '../tasks/task-store.ts'
import type { World } from '../world.ts'

/** A task as the console shows it. Polls and downloads are counted since this process started. */
export async function taskView(entry: TaskEntry, world: World): Promise<object> {
  const { task } = entry
  const nowMs = world.now()
  const state = taskState(task, nowMs, world.speed)
  if (state === 'completed' && entry.file === null) await clipOf(entry, world.shelf)
  const file = state === 'completed' ? entry.file : null
  return {
    id: task.id,
    mount: task.mount,
    operation: task.operation,
    state,
    model: task.model,
    prompt: task.prompt,
    duration_s: task.durationS,
    aspect_ratio: task.aspectRatio,
    resolution: task.resolution,
    images: task.imageCount,
    created_at: new Date(task.createdAtMs).toISOString(),
    processing_after_s: task.processingAfterS,
    finished_after_s: task.finishedAfterS,
    faults: task.faults,
    sha256: file?.sha256 ?? null,
    bytes: file?.sizeBytes ?? null,
    charged_ticks: chargedTicks(task, nowMs, world.speed).toString(),
    reported_ticks: task.reportedTicks,
    polls: entry.polls,
    shortest_poll_gap_s: entry.shortestGapMs === null ? null : (entry.shortestGapMs / 1000) * world.speed,
    downloads: entry.downloads,
    keys_on_links: entry.keysOnLinks,
  }
}
