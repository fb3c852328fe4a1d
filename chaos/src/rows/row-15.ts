import type { Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates, listed, tasksOf } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { drawWishes, wishOf } from './wishes.ts'

/** No write commits, as with a full disk or after a failover: an intent cannot be recorded, so nothing may be bought. */
export const row15: Row = {
  number: 15,
  fault: 'Postgres is read-only',
  expected: 'not one POST is sent that was not committed before; callers are told 503',
  guards: ['I1'],
  isReleaseGate: true,
  play: async (run) => {
    const { until, api, postgres } = run.world
    const batch = await run.send(
      drawWishes(run, { row: 15, from: 4, to: 8, of: ['', `slow_create=${run.draw(50, 300)}`] }),
    )
    const wanted = run.draw(0, 3)
    await until('the run is under way', async () => (await tasksOf(run, await batch.jobs())).length >= wanted)
    await postgres.execute('alter system set default_transaction_read_only = on')
    try {
      await postgres.execute('select pg_reload_conf()')
      const refused = await until('the api refuses to take a job', async () => {
        const body = { prompt: wishOf(run, 15, 'refused').prompt, model: await modelOf(run) }
        const answer = await api.call('POST', '/v1/jobs', body)
        return answer.status === 503 && answer
      })
      run.fired()
      run.expect('it says when to come again', refused.headers.has('retry-after'))
      const { status } = await api.call('GET', '/v1/jobs?limit=1')
      run.expect(`it can be read from (HTTP ${status})`, status === 200)
      await expectNothingSent(
        run,
        (await batch.jobs()).map(({ id }) => id),
      )
    } finally {
      await postgres.execute('alter system reset default_transaction_read_only')
      await postgres.execute('select pg_reload_conf()')
    }
    await restWithOpenGates(run, batch.jobs)
    const jobs = await batch.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
  },
}

type NotSent = { readonly id: string; readonly prompt: string }

/** For two looks of every admission: jobs that are not committed as `sending` are not at the upstream. */
async function expectNothingSent(run: Run, ids: readonly string[]): Promise<void> {
  const unsent = await run.world.postgres.execute<NotSent>(
    `select id, prompt from jobs where id in (${listed(ids)}) and not exists (
       select from submissions s where s.job_id = jobs.id and s.status not in ('intent', 'not_sent', 'rejected'))`,
  )
  const until = Date.now() + run.draw(300, 1_500)
  await run.world.until('the workers have had time to do wrong', async () => Date.now() > until)
  run.expect(
    `no creation while nothing can be committed (${unsent.length} jobs not sent)`,
    (await tasksOf(run, unsent)).length === 0,
  )
}

async function modelOf(run: Run): Promise<string> {
  const [row] = await run.world.postgres.execute<{ model: string }>(
    'select model from jobs order by id desc limit 1',
  )
  if (row === undefined) throw new Error('there is no job yet')
  return row.model
}
