import type { JobState, Row, Run, SentBatch } from '../row.ts'
import { expectStates, historyOf, tasksOf } from './evidence.ts'
import { drawWishes, shuffled } from './wishes.ts'

/** A person changes their mind while the job is being sent, is accepted, is done. */
export const row45: Row = {
  number: 45,
  fault: 'cancel races with admission, acceptance and completion',
  expected: 'canceled and never sent, or sent, kept and charged; one end each, and the answer says which',
  guards: ['I6', 'I8'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, { row: 45, from: 6, to: 10, of: ['', `slow_create=${run.draw(50, 400)}`] }),
    )
    const told = await cancelOverTime(run, batch)
    await run.rest()
    const jobs = await batch.jobs()
    expectStates(run, 'each has one end', jobs, 'archived', 'canceled')
    const tasks = await tasksOf(run, jobs)
    const creationsOf = ({ prompt }: JobState) => tasks.filter((task) => task.prompt === prompt).length
    const canceled = jobs.filter(({ state }) => state === 'canceled')
    const kept = jobs.filter(({ state }) => state === 'archived')
    run.expect(
      'what was canceled was never sent',
      canceled.every((job) => creationsOf(job) === 0),
    )
    run.expect(
      'what was sent was made once',
      kept.every((job) => creationsOf(job) === 1),
    )
    run.expect(
      'whoever was told "canceled" has it so',
      canceled.length >= told.canceled.length &&
        told.canceled.every((id) => canceled.some((job) => job.id === id)),
    )
    run.expect(
      'whoever was told "too late" gets the clip',
      told.tooLate.every((id) => kept.some((job) => job.id === id)),
    )
    const ends = await historyOf(run, canceled, 'job-canceled')
    run.expect('a job is canceled once, however often it is asked', ends.length === canceled.length)
    run.fired(told.canceled.length + told.tooLate.length)
  },
}

type Told = { readonly canceled: string[]; readonly tooLate: string[] }

/** Each job is asked for once or twice, some at once, some when a few others have moved on. */
async function cancelOverTime(run: Run, batch: SentBatch): Promise<Told> {
  const told: Told = { canceled: [], tooLate: [] }
  const jobs = shuffled(run, await batch.jobs())
  const asked: Promise<void>[] = []
  for (const { id } of jobs.slice(0, run.draw(3, jobs.length))) {
    const waitsFor = run.draw(0, 2) === 0 ? null : run.draw(0, jobs.length)
    if (waitsFor !== null) await movedOn(run, batch, waitsFor)
    for (let times = run.draw(1, 2); times > 0; times -= 1) asked.push(cancel(run, id, told))
  }
  await Promise.all(asked)
  return told
}

/** Until so many are accepted or over, or nothing is left to wait for. */
async function movedOn(run: Run, batch: SentBatch, count: number): Promise<void> {
  await run.world.until('some have moved on', async () => {
    const states = (await batch.jobs()).map(({ state }) => state)
    const waiting = states.filter((state) => state === 'queued' || state === 'submitting')
    return states.length - waiting.length >= count || waiting.length === 0
  })
}

async function cancel(run: Run, id: string, told: Told): Promise<void> {
  const { status } = await run.world.api.call('POST', `/v1/jobs/${id}/cancel`, {})
  if (status === 200) told.canceled.push(id)
  else if (status === 409) told.tooLate.push(id)
  else run.expect(`a cancel is answered with 200 or 409, not ${status}`, false)
}
