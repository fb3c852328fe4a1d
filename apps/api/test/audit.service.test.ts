import { expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

test('what a person changes is in the audit with where the request came from', async () => {
  await using api = await startTestApi()
  const items = [{ prompt: 'A fox', model: 'grok_video3' }]
  const { body: batch } = await api.call('POST', '/v1/batches', { name: 'audited', items })
  const changes = { budget_usd: '5', trial: 1, stop_when: 'never', priority: 7 }
  expect((await api.call('PATCH', `/v1/batches/${batch.id}`, changes)).status).toBe(200)
  const { body: jobs } = await api.call('GET', `/v1/jobs?batch=${batch.id}`)
  expect((await api.call('PATCH', `/v1/jobs/${jobs.data[0].id}`, { priority: 3 })).status).toBe(200)
  const bulk = { action: 'prioritize', priority: 2, filter: { batch: batch.id }, expect: { matched: 1 } }
  const begun = await api.call('POST', '/v1/bulk', bulk)
  expect([begun.status, begun.body.error]).toEqual([202, undefined])
  expect((await api.call('POST', `/v1/operations/${begun.body.id}/cancel`)).status).toBe(200)
  const entries = await api.db.sql`select action, ip from audit_entries where request_id is not null`
  expect(entries.map(({ action }) => action).sort()).toEqual(
    expect.arrayContaining([
      'batch-brakes-set',
      'batch-budget-set',
      'batch-prioritized',
      'bulk-prioritize-begun',
      'job-prioritized',
    ]),
  )
  expect(entries.filter(({ ip }) => ip !== '127.0.0.1')).toEqual([])
})
