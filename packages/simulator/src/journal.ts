import { type FileHandle, mkdir, open, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { type Charge, chargeOf } from './bill.ts'
import { readTask } from './tasks/read-task.ts'
import type { Task } from './tasks/task.ts'

/**
 * `tasks.ndjson` and `bill.ndjson`: appended to, never rewritten. A line is with the kernel before its task is answered,
 * so that kill -9 loses nothing that anybody was told (a power cut may; nobody bills by a simulator).
 */
export type Journal = {
  readonly tasks: readonly Task[]
  readonly charges: readonly Charge[]
  append(task: Task): Promise<void>
  close(): Promise<void>
}

export async function openJournal(dataDir: string): Promise<Journal> {
  await mkdir(dataDir, { recursive: true })
  const tasksPath = join(dataDir, 'tasks.ndjson')
  const billPath = join(dataDir, 'bill.ndjson')
  const tasks = (await readWholeLines(tasksPath)).map(readTask)
  // The only place where this file is written is below, so its lines are of this type.
  const charges = (await readWholeLines(billPath)).map((line) => JSON.parse(line) as Charge)
  const tasksFile = await open(tasksPath, 'a')
  const billFile = await open(billPath, 'a')

  // Tasks are written first: a process killed between the two files leaves a task whose charge follows from it.
  const billed = new Set(charges.map((charge) => charge.taskId))
  const unbilled = tasks.filter((task) => !billed.has(task.id)).map(chargeOf)
  if (unbilled.length > 0) await billFile.appendFile(lines(unbilled))

  const append = groupedAppend(tasksFile, billFile)
  return {
    tasks,
    charges: [...charges, ...unbilled],
    append,
    async close() {
      await append.idle()
      await Promise.all([tasksFile.close(), billFile.close()])
    },
  }
}

type GroupedAppend = ((task: Task) => Promise<void>) & { idle(): Promise<void> }

/** While one write is under way the next tasks gather, and go together in the one after it. */
function groupedAppend(tasksFile: FileHandle, billFile: FileHandle): GroupedAppend {
  let waiting: Task[] = []
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  async function writeWaiting(): Promise<void> {
    const group = waiting
    waiting = []
    next = null
    await tasksFile.appendFile(lines(group))
    await billFile.appendFile(lines(group.map(chargeOf)))
  }

  const append = (task: Task): Promise<void> => {
    waiting.push(task)
    if (next === null) {
      next = last.then(writeWaiting)
      last = next
    }
    return next
  }
  return Object.assign(append, { idle: () => last })
}

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

/** A line that a kill cut short was never answered for: it is dropped, and cut off so that the next one starts clean. */
async function readWholeLines(path: string): Promise<string[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const end = bytes.lastIndexOf('\n') + 1
  if (end < bytes.length) await truncate(path, end)
  return end === 0
    ? []
    : bytes
        .subarray(0, end - 1)
        .toString('utf8')
        .split('\n')
}
