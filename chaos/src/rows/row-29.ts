import type { JobState, Row, Run } from '../row.ts'
import { expectStates, historyOf, marked, tasksOf } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { drawWishes, pick } from './wishes.ts'

const created = ['server_error_created', 'bad_gateway_created', 'cloudflare_524', 'lost_reply']
const notCreated = ['server_error', 'bad_gateway', 'cloudflare_502', 'cloudflare_520', 'refused_connection']

/** An answer to the one POST that costs money which does not say whether it was made. */
export const row29: Row = {
  number: 29,
  fault: '500, 502, 520, 524 or silence to a create, whether or not it was made',
  expected: 'unconfirmed, never sent again by a machine; a person binds, resubmits or writes off',
  guards: ['I1', 'I2'],
  isReleaseGate: true,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 29,
        from: 4,
        to: 8,
        of: [...created, ...notCreated, '', '', ''],
        always: [pick(run, created), pick(run, notCreated)],
      }),
    )
    await restWithOpenGates(run, batch.jobs)
    const jobs = await batch.jobs()
    const inDoubt = marked(jobs, ...created, ...notCreated)
    expectStates(run, 'what may have been made waits for a person', inDoubt, 'unconfirmed')
    run.expect(
      'nothing in doubt is sent twice',
      inDoubt.every(({ submissions }) => submissions === 1),
    )
    expectStates(
      run,
      'its neighbours are kept',
      jobs.filter((job) => !inDoubt.includes(job)),
      'archived',
    )
    run.fired((await historyOf(run, inDoubt, 'submission-unknown')).length)
    for (const job of inDoubt) await decideAsAPerson(run, job)
    await restWithOpenGates(run, batch.jobs)
    await expectNoSecondTask(run, await batch.jobs())
  },
}

/** With the upstream's own list at hand, which no gateway has an endpoint for. Half of them are left as they are. */
async function decideAsAPerson(run: Run, job: JobState): Promise<void> {
  if (run.random() < 0.5) return
  const [task] = await tasksOf(run, [job])
  const reason = 'looked it up in the list of the upstream'
  const resolution =
    task !== undefined
      ? pick(run, [
          { action: 'bind', task_id: task.id, reason },
          { action: 'write_off', reason },
        ])
      : pick(run, [
          { action: 'resubmit', reason },
          { action: 'write_off', reason },
        ])
  const answer = await run.world.api.call('POST', `/v1/jobs/${job.id}/resolve`, resolution)
  run.expect(`a person may ${resolution.action} (HTTP ${answer.status})`, answer.status === 200)
}

async function expectNoSecondTask(run: Run, jobs: readonly JobState[]): Promise<void> {
  const tasks = await tasksOf(run, jobs)
  const twice = jobs.filter(({ prompt }) => tasks.filter((task) => task.prompt === prompt).length > 1)
  run.expect('no job has two tasks', twice.length === 0)
}
