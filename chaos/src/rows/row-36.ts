import type { Row } from '../row.ts'
import type { WorkerSettings, WorkerUnderTest } from '../world/world.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { replaceWorkers } from './staff.ts'
import { drawWishes, shuffled } from './wishes.ts'

const hourMs = 3_600_000
const preload = new URL('../world/shifted-clock.ts', import.meta.url).href

/** One worker lives an hour ahead or behind, from its start or from the middle of its work; the other may be right. */
export const row36: Row = {
  number: 36,
  fault: 'a worker whose clock is an hour off, or jumps by an hour',
  expected: 'waits follow the clock of Postgres: nothing is asked too early, nothing lies for an hour',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    const shiftMs = run.random() < 0.5 ? hourMs : -hourMs
    const wrong: WorkerSettings = {
      env: {
        NODE_OPTIONS: `--import=${preload}`,
        CHAOS_CLOCK_SHIFT_MS: String(shiftMs),
        CHAOS_CLOCK_SHIFT_FROM_MS: String(run.random() < 0.5 ? 0 : run.draw(800, 3_000)),
      },
    }
    const team = run.random() < 0.5 ? [wrong, {}] : [wrong]
    const startedAtMs = Date.now()
    const workers = await replaceWorkers(run, ...shuffled(run, team))
    const batch = await run.send(
      drawWishes(run, { row: 36, from: 4, to: 8, of: ['', 'poll_error=1', 'cut_download'] }),
    )
    await run.rest(60_000)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.fired(workers.map((worker) => linesOffBy(worker, startedAtMs)).reduce((sum, lines) => sum + lines, 0))
  },
}

/** Lines of its log whose time is more than half an hour away from any time at which they can have been written. */
function linesOffBy(worker: WorkerUnderTest, startedAtMs: number): number {
  const times = [...worker.log().matchAll(/"time":"?([^",}]+)/g)].map(([, text = '']) =>
    /^\d+$/.test(text) ? Number(text) : Date.parse(text),
  )
  return times.filter((time) => time < startedAtMs - hourMs / 2 || time > Date.now() + hourMs / 2).length
}
