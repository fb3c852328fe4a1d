import { readFileSync } from 'node:fs'
import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, marked, tasksOf } from './evidence.ts'
import { replaceWorkers } from './staff.ts'
import { drawWishes } from './wishes.ts'

const heapMiB = 96

/** More clip at once than the worker may hold. */
export const row37: Row = {
  number: 37,
  fault: 'many large clips at once in a worker with a small heap',
  expected: 'streamed in parts: the worker lives, within a bound however many come',
  guards: ['I3', 'I10'],
  isReleaseGate: false,
  play: async (run) => {
    const [worker] = await replaceWorkers(run, { heapMiB })
    const large = Array.from({ length: run.draw(5, 6) }, () => `large_clip=${run.draw(24, 40)}`)
    const batch = await run.send(
      drawWishes(run, { row: 37, from: large.length, to: large.length + 3, of: [''], always: large }),
    )
    await run.rest(60_000)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    if (worker === undefined) throw new Error('no worker was started')
    run.expect('the worker lives', worker.process.exitCode === null && worker.process.signalCode === null)
    const movedMiB = large.reduce((sum, marker) => sum + Number(marker.split('=')[1]), 0)
    const peak = peakMiB(worker.pid)
    run.expect(`at its peak it held ${Math.round(peak)} MiB for ${movedMiB} MiB of clips`, peak < peakMiBMax)
    run.fired(
      (await tasksOf(run, marked(jobs, 'large_clip'))).filter(({ downloads }) => downloads > 0).length,
    )
  },
}

/** The process at rest, its heap, and for each of its downloads two parts of an upload. */
const peakMiBMax = 450

/** The most that it ever held, from the kernel. */
function peakMiB(pid: number): number {
  const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib ?? 0) / 1024
}
