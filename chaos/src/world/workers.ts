import { join } from 'node:path'
import { type Child, type ChildMessage, spawnChild } from './child.ts'
import type { FailpointSetting } from './failpoint.ts'
import type { WorkerSettings, WorkerUnderTest } from './world.ts'

/** What a worker of a world is told before it starts. */
export type WorkerOrders = { readonly failpoint: FailpointSetting | null; readonly sabotage: string | null }

export type Workers = {
  readonly running: () => readonly WorkerUnderTest[]
  readonly start: (settings?: WorkerSettings) => Promise<WorkerUnderTest>
  /** Two plain ones, and nobody else. */
  readonly atRest: () => Promise<void>
  readonly close: () => Promise<void>
}

type Known = WorkerUnderTest & { readonly isPlain: boolean }

const restingCount = 2

/** Workers as children. One more is always loaded and waiting, since loading takes longer than most faults last. */
export function openWorkers(
  env: Readonly<Record<string, string>>,
  dataDir: string,
  /** The guard that none of them has. */
  sabotage: string | null,
): Workers {
  const running = new Set<Known>()
  let count = 0
  let spare: Child | null = null
  let isClosing = false

  function load(settings: WorkerSettings): Child {
    count += 1
    return spawnChild({
      entry: 'worker-main.ts',
      env: { ...env, ...settings.env },
      nodeOptions: settings.heapMiB === undefined ? [] : [`--max-old-space-size=${settings.heapMiB}`],
      logFile: join(dataDir, 'logs', `worker-${count}.log`),
    })
  }

  /** Only its failpoint is told to a loaded process; anything else needs one of its own. */
  function take(settings: WorkerSettings): Child {
    if (settings.env !== undefined || settings.heapMiB !== undefined) return load(settings)
    const child = spare !== null && isAlive(spare) ? spare : load({})
    spare = null
    return child
  }

  async function start(settings: WorkerSettings = {}): Promise<WorkerUnderTest> {
    const child = take(settings)
    await child.says('loaded')
    const orders: WorkerOrders = { failpoint: settings.failpoint ?? null, sabotage }
    child.process.send(orders)
    await child.says('ready')
    const worker = workerOf(child, Object.keys(settings).length === 0)
    running.add(worker)
    void child.ended.then(() => running.delete(worker))
    if (!isClosing) spare ??= load({})
    return worker
  }

  return {
    running: () => [...running],
    start,
    atRest: async () => {
      for (const worker of running) {
        worker.thaw()
        if (!worker.isPlain) await worker.kill()
      }
      while (running.size > restingCount) await [...running].at(-1)?.kill()
      while (running.size < restingCount) await start()
    },
    close: async () => {
      isClosing = true
      await spare?.kill()
      await Promise.all([...running].map((worker) => worker.kill()))
    },
  }
}

function workerOf(child: Child, isPlain: boolean): Known {
  const struck: string[] = []
  child.process.on('message', (message: ChildMessage) => {
    if (message.type === 'fired') struck.push(message.jobId)
  })
  const signal = (name: NodeJS.Signals) => void child.process.kill(name)
  return {
    isPlain,
    pid: child.pid,
    process: child.process,
    kill: child.kill,
    stop: async () => {
      signal('SIGTERM')
      await child.ended
      return child.process.exitCode
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    ended: child.ended,
    failpointFired: () => struck.length,
    struckJobs: () => [...struck],
    log: child.log,
  }
}

function isAlive(child: Child): boolean {
  return child.process.exitCode === null && child.process.signalCode === null
}
