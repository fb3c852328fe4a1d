import type { Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates, tasksOf } from './evidence.ts'
import { isAtRest, restWithOpenGates } from './operator.ts'
import { drawWishes, pick } from './wishes.ts'

/** Postgres restarts under load, with or without asking its clients to leave, while callers ask. */
export const row13: Row = {
  number: 13,
  fault: 'Postgres restarts, fast or immediately',
  expected: 'the api answers 503 with Retry-After; no process ends; no half transition',
  guards: ['I5'],
  isReleaseGate: true,
  play: async (run) => {
    const { postgres, until, workers, api } = run.world
    const ended = new Set<number>()
    for (const { pid, ended: end } of workers()) void end.then(() => ended.add(pid))
    const batch = await run.send(
      drawWishes(run, { row: 13, from: 3, to: 8, of: ['', `slow_create=${run.draw(50, 400)}`] }),
    )
    const wanted = run.draw(0, 2)
    await until('the run is under way', async () => (await tasksOf(run, await batch.jobs())).length >= wanted)
    const callers = askUntilStopped(run)
    try {
      for (let times = run.draw(1, 2); times > 0; times -= 1) {
        await postgres.restart(pick(run, ['fast', 'immediate'] as const))
        run.fired()
      }
      await until('the api answers again', async () => (await api.call('GET', '/readyz')).status === 200)
    } finally {
      const refusals = await callers.stop()
      run.expect(
        `the api answers 200, or 503 with Retry-After (${[...new Set(refusals)].join(', ') || 'no refusal'})`,
        refusals.every((refusal) => refusal === '503 with Retry-After'),
      )
    }
    await restWithOpenGates(run, batch.jobs)
    const jobs = await batch.jobs()
    run.expect('each job is at rest', jobs.every(isAtRest))
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    run.expect('no worker has ended', ended.size === 0)
    run.expect('the api has not ended', api.process().exitCode === null && api.process().signalCode === null)
  },
}

/** Callers that list jobs one after another and note every answer but 200. */
function askUntilStopped(run: Run): { readonly stop: () => Promise<readonly string[]> } {
  const refusals: string[] = []
  let isOver = false
  async function ask(): Promise<void> {
    while (!isOver) {
      const { status, headers } = await run.world.api.call('GET', '/v1/jobs?limit=1')
      if (status !== 200)
        refusals.push(`${status} ${headers.has('retry-after') ? 'with' : 'without'} Retry-After`)
    }
  }
  const asking = Promise.all([ask(), ask()]).catch((error) => refusals.push(String(error)))
  return {
    stop: async () => {
      isOver = true
      await asking
      return refusals
    },
  }
}
