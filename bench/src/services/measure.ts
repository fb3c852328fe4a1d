import type { RunFigures } from '../engine.ts'
import type { Services } from './services.ts'
import { cpuMs, memoryMib } from './usage.ts'

/** Times `work` and what the engine's processes and the stores spent on it. */
export async function measure(given: {
  readonly engine: string
  readonly jobs: number
  readonly services: Services
  readonly enginePids: readonly number[]
  readonly work: () => Promise<void>
}): Promise<RunFigures> {
  const { engine, jobs, services, enginePids, work } = given
  const worker = cpuMs(enginePids)
  const store = cpuMs(services.storePids)
  let memory = 0
  const watch = setInterval(() => {
    memory = Math.max(memory, memoryMib(enginePids))
  }, 250)
  const startedAt = performance.now()
  try {
    await work()
  } finally {
    clearInterval(watch)
  }
  const seconds = (performance.now() - startedAt) / 1000
  return {
    engine,
    seconds,
    jobsPerSecond: jobs / seconds,
    workerMsPerJob: (cpuMs(enginePids) - worker) / jobs,
    storeMsPerJob: (cpuMs(services.storePids) - store) / jobs,
    memoryMib: memory,
  }
}
