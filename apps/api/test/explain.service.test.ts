import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

async function workerBeats(sql: Awaited<ReturnType<typeof startTestApi>>['db']['sql']): Promise<void> {
  await sql`insert into worker_heartbeats (worker_id, host, pid, version) values ('worker_1', 'here', 1, 'v24')`
}

test('a job that waits for its upstream, its day’s cap or a worker is told so, with what ends it', async () => {
  await using api = await startTestApi()
  const { sql } = api.db
  const job = await insertJob(api.db, aJob({ upstream: 'globalaiopc' }))
  const explain = async () => (await api.call('GET', `/v1/jobs/${job.id}/explanation`)).body

  const alone = await explain()
  expect(alone.next).toMatchObject({ by: 'person', at: null })
  expect(alone.next.says).toContain('no worker has ever been heard of')

  await workerBeats(sql)
  expect((await explain()).next.by).toBe('reelkeep')

  const [turn] = await sql<[{ ends: Date }]>`
    insert into accounts (id, owner_id, kind, key_id, on_day, cap_ticks, day_ends_at)
    select 'acc_day', owner_id, 'day', key_id, current_date, 1, date_trunc('second', now()) + interval '3 hours'
    from jobs where id = ${job.id} returning day_ends_at as ends`
  const capped = await explain()
  expect(capped.job.waiting_for).toBe('budget')
  expect(capped.next.at).toBe(turn.ends.toISOString())
  expect(capped.detail.caps).toMatchObject([{ kind: 'day', cap_ticks: '1', left_ticks: '1' }])

  await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true })
  const paused = await explain()
  expect(paused.next.commands).toContain('reelkeep upstream resume globalaiopc')
})

test('a job of a batch that stopped by itself is told by how many rows, and another owner is told nothing', async () => {
  await using api = await startTestApi()
  const batch = await insertBatch(api.db, { name: 'autumn' })
  const job = await insertJob(api.db, aJob({ upstream: 'globalaiopc', batchId: batch.id }))
  await api.db.sql`
    update batches set state = 'paused', pause_reason = 'stop_when', paused_at = now(),
      pause_detail = '{"spoiled": 4, "judged": 10}' where id = ${batch.id}`
  const { body } = await api.call('GET', `/v1/jobs/${job.id}/explanation`)
  expect(body.state).toContain('4 of 10 rows')
  expect(body.job).toMatchObject({ batch_name: 'autumn', waiting_for: 'pause' })
  expect(body.next.commands).toEqual(['reelkeep resume autumn', 'reelkeep cancel autumn'])
  expect((await api.call('GET', '/v1/jobs/job_of_nobody/explanation')).status).toBe(404)
})
