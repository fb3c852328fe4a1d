import type { Journal } from '../journal.ts'
import type { Task } from './task.ts'

/** A task and what we have seen of it since this process started; the second half is not on disk. */
export type TaskEntry = {
  readonly task: Task
  polls: number
  completedPolls: number
  finalPolls: number
  lastPolledAtMs: number | null
  shortestGapMs: number | null
  downloads: number
  /** Requests for its file that brought a key where none is asked for. */
  keysOnLinks: number
  /** How many of its links were tried and found dead; the next poll gives one more. */
  deadLinks: number
  /** Known once the clip was made: its file never changes. */
  file: { readonly sizeBytes: number; readonly sha256: string } | null
}

export type TaskStore = {
  readonly entries: ReadonlyMap<string, TaskEntry>
  /** On disk, with its charge, when the promise is fulfilled. */
  add(task: Task): Promise<TaskEntry>
  /** How many equal requests came before this one; counts it. */
  nextOccurrence(requestKey: string): number
}

export function openTaskStore(journal: Journal): TaskStore {
  const entries = new Map<string, TaskEntry>()
  const occurrences = new Map<string, number>()
  for (const task of journal.tasks) {
    entries.set(task.id, newEntry(task))
    occurrences.set(task.requestKey, Math.max(occurrences.get(task.requestKey) ?? 0, task.occurrence + 1))
  }
  return {
    entries,
    async add(task) {
      await journal.append(task)
      const entry = newEntry(task)
      entries.set(task.id, entry)
      return entry
    },
    nextOccurrence(requestKey) {
      const occurrence = occurrences.get(requestKey) ?? 0
      occurrences.set(requestKey, occurrence + 1)
      return occurrence
    },
  }
}

function newEntry(task: Task): TaskEntry {
  return {
    task,
    polls: 0,
    completedPolls: 0,
    finalPolls: 0,
    lastPolledAtMs: null,
    shortestGapMs: null,
    downloads: 0,
    keysOnLinks: 0,
    deadLinks: 0,
    file: null,
  }
}
