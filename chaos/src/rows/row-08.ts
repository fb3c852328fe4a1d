import type { JobState, Row, Run, SentBatch } from '../row.ts'
import { expectOneCreationEach, expectStates, listed } from './evidence.ts'
import { isAtRest } from './operator.ts'
import { drawWishes } from './wishes.ts'

/** One upstream with a cap, one batch on hold, one in flight: then the queue forgets everything, once or several times. */
export const row08: Row = {
  number: 8,
  fault: 'Redis is flushed under load',
  expected: 'all work is offered again; the pause and the cap stand as before',
  guards: ['I4'],
  isReleaseGate: true,
  play: async (run) => {
    const held = await holdABatch(run)
    const cap = run.draw(2, 4)
    const moving = await run.send(drawWishes(run, { row: 8, from: 4, to: 8, of: [''] }))
    const upstream = await upstreamOf(run, moving)
    await change(run, upstream, { max_in_flight: cap, paused: false })
    for (let flush = run.draw(1, 3); flush > 0; flush -= 1) await flushInFlight(run, moving)
    let most = 0
    await run.world.until('all that was in flight is at rest', async () => {
      most = Math.max(most, await inFlight(run, upstream))
      return (await moving.jobs()).every(isAtRest)
    })
    run.expect(`never more in flight than the cap (${most} of ${cap})`, most <= cap)
    expectStates(run, 'what was in flight is kept', await moving.jobs(), 'archived')
    expectStates(run, 'what is on hold has not moved', await held.jobs(), 'queued')
    const [gate] = await run.world.postgres.execute<{ max_in_flight: number | null }>(
      `select max_in_flight from upstream_gates where upstream = '${upstream}'`,
    )
    run.expect(`the cap is ${cap} as before`, gate?.max_in_flight === cap)
    await change(run, upstream, { max_in_flight: null })
    const resumed = await run.world.api.call('POST', `/v1/batches/${held.batchId}/resume`)
    run.expect('the batch can be resumed', resumed.status === 200)
    await run.rest()
    const all = [...(await moving.jobs()), ...(await held.jobs())]
    expectStates(run, 'everything is kept', all, 'archived')
    await expectOneCreationEach(run, all)
  },
}

/** Sent and paused while the upstream is paused, so that none of it can have been admitted. */
async function holdABatch(run: Run): Promise<SentBatch> {
  const gates = await run.world.postgres.execute<{ upstream: string }>('select upstream from upstream_gates')
  for (const { upstream } of gates)
    await run.world.api.call('PATCH', `/v1/upstreams/${upstream}`, { paused: true })
  const held = await run.send(drawWishes(run, { row: 8, from: 1, to: 3, of: [''], name: 'held' }))
  const paused = await run.world.api.call('POST', `/v1/batches/${held.batchId}/pause`)
  run.expect('the batch is paused', paused.status === 200)
  return held
}

/** While something has left and something has not ended; nothing to do once all is over. */
async function flushInFlight(run: Run, moving: SentBatch): Promise<void> {
  const isMoving = ({ state }: JobState) => !['queued', 'archived', 'failed'].includes(state)
  const wanted = run.draw(1, 3)
  await run.world.until('jobs are in flight, or all is over', async () => {
    const jobs = await moving.jobs()
    return jobs.filter(isMoving).length >= wanted || jobs.every(isAtRest)
  })
  const keys = await run.world.redis.command('DBSIZE')
  await run.world.redis.flush()
  if (Number(keys) > 0) run.fired()
}

async function upstreamOf(run: Run, batch: SentBatch): Promise<string> {
  const ids = (await batch.jobs()).map(({ id }) => id)
  const [first] = await run.world.postgres.execute<{ upstream: string }>(
    `select upstream from jobs where id in (${listed(ids)}) limit 1`,
  )
  if (first === undefined) throw new Error('the batch has no job')
  return first.upstream
}

async function change(run: Run, upstream: string, body: object): Promise<void> {
  const answer = await run.world.api.call('PATCH', `/v1/upstreams/${upstream}`, body)
  run.expect(`the upstream takes its new settings (HTTP ${answer.status})`, answer.status === 200)
}

async function inFlight(run: Run, upstream: string): Promise<number> {
  const [row] = await run.world.postgres.execute<{ count: number }>(
    `select count(*)::int as count from jobs where upstream = '${upstream}' and holds_slot`,
  )
  return row?.count ?? 0
}
