import { readFileSync } from 'node:fs'
import type { Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates, historyOf, marked, tasksOf } from './evidence.ts'
import { drawWishes } from './wishes.ts'

/** Above what a worker holds at rest: buffers of a few downloads, not a file without end. */
const growthMiBMax = 128

/** The file, then zeros for as long as anybody listens. */
export const row25: Row = {
  number: 25,
  fault: 'a download that never ends',
  expected: 'cut off at a bound, in little memory; fetched again',
  guards: ['I10'],
  isReleaseGate: false,
  play: async (run) => {
    const before = residentMiB(run)
    const batch = await run.send(
      drawWishes(run, { row: 25, from: 3, to: 5, of: ['endless_clip', ''], always: ['endless_clip'] }),
    )
    await run.rest()
    const after = residentMiB(run)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    const struck = await tasksOf(run, marked(jobs, 'endless_clip'))
    run.expect(
      'each endless file was cut off and fetched again',
      struck.every(({ downloads }) => downloads >= 2),
    )
    const grown = [...after].map(([pid, mib]) => mib - (before.get(pid) ?? mib))
    run.expect(`no worker grew by ${growthMiBMax} MiB`, Math.max(0, ...grown) < growthMiBMax)
    run.fired((await historyOf(run, jobs, 'archive-interrupted')).length)
  },
}

/** By pid, from the kernel. */
function residentMiB(run: Run): ReadonlyMap<number, number> {
  return new Map(
    run.world.workers().map(({ pid }) => {
      const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return [pid, Number(kib ?? 0) / 1024]
    }),
  )
}
