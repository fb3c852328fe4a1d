import type { JobState, Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates, listed, tasksOf } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { strikeWorker } from './strike.ts'
import { drawWishes } from './wishes.ts'

/** The POST has left and its answer is known to nobody: at the very moment of leaving, or while the upstream takes its time. */
export const row02: Row = {
  number: 2,
  fault: 'kill -9 after the POST is sent, before its id is recorded',
  expected:
    'unconfirmed, never sent again by a machine; a person binds the one task, or resubmits when there is none',
  guards: ['I1', 'I2', 'I5'],
  isReleaseGate: true,
  play: async (run) => {
    const jobs = run.random() < 0.5 ? await killAtTheFailpoint(run) : await killWhileItWaits(run)
    await restWithOpenGates(run, jobs)
    const inDoubt = (await jobs()).filter(({ state }) => state === 'unconfirmed')
    run.expect('what was under way is in doubt', inDoubt.length > 0)
    run.expect(
      'nothing in doubt was sent twice',
      inDoubt.every(({ submissions }) => submissions === 1),
    )
    // In the other half of the runs doubt remains, and the invariants must hold with it.
    if (run.random() < 0.5) return
    for (const job of inDoubt) await resolveByTheList(run, job)
    await restWithOpenGates(run, jobs)
    expectStates(run, 'each is kept once a person has looked', await jobs(), 'archived')
    await expectOneCreationEach(run, await jobs())
  },
}

async function killAtTheFailpoint(run: Run): Promise<() => Promise<readonly JobState[]>> {
  const failpoint = { name: 'submit.after_send', action: 'kill' } as const
  const strike = await strikeWorker(run, { row: 2, failpoint })
  await strike.worker.ended
  return strike.jobs
}

/** The task exists at the upstream before the kill, and the answer is still to come. */
async function killWhileItWaits(run: Run): Promise<() => Promise<readonly JobState[]>> {
  const wishes = drawWishes(run, { row: 2, from: 2, to: 5, of: [`slow_create=${run.draw(1_500, 2_500)}`] })
  const batch = await run.send(wishes)
  const holder = await run.world.until('a worker waits for the answer about a task that exists', async () => {
    const [task] = await tasksOf(run, await batch.jobs())
    return task === undefined ? null : senderOf(run, task.prompt, await batch.jobs())
  })
  const worker = run.world.workers().find(({ pid }) => pid === holder)
  if (worker === undefined) throw new Error(`no worker has the process id ${holder}`)
  await worker.kill()
  await run.world.startWorker()
  run.fired()
  return batch.jobs
}

/** The process that waits for the answer about a prompt; null once it has one. */
export async function senderOf(run: Run, prompt: string, jobs: readonly JobState[]): Promise<number | null> {
  const job = jobs.find((each) => each.prompt === prompt)
  const [sender] = await run.world.postgres.execute<{ pid: number }>(
    `select w.pid from submissions s join worker_heartbeats w on w.worker_id = s.worker_id
     where s.status = 'sending' and s.job_id in (${listed(job ? [job.id] : [])})`,
  )
  return sender?.pid ?? null
}

async function resolveByTheList(run: Run, job: JobState): Promise<void> {
  const [task] = await tasksOf(run, [job])
  const reason = 'looked it up in the list of the upstream'
  const resolution =
    task === undefined ? { action: 'resubmit', reason } : { action: 'bind', task_id: task.id, reason }
  const answer = await run.world.api.call('POST', `/v1/jobs/${job.id}/resolve`, resolution)
  run.expect(`a person may ${resolution.action} (HTTP ${answer.status})`, answer.status === 200)
}
