import { newJobId, recordSurprises } from '@reelkeep/db'
import { expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

test('an upstream shows what it said that its dialect does not know, and no other upstream does', async () => {
  await using api = await startTestApi()
  const jobId = newJobId()
  const seen = {
    upstream: 'globalaiopc',
    kind: 'status',
    name: 'rendering_stage_2',
    count: 3,
    jobId,
  } as const
  await recordSurprises(api.db, [seen])
  const { body } = await api.call('GET', '/v1/upstreams')
  const [globalaiopc, other] = body.data
  expect(globalaiopc.surprises).toEqual([
    {
      kind: 'status',
      name: 'rendering_stage_2',
      count: 3,
      first_seen: expect.stringMatching(/^\d{4}-.*Z$/),
      last_seen: expect.stringMatching(/^\d{4}-.*Z$/),
      job_id: jobId,
    },
  ])
  expect(other.surprises).toEqual([])
  const paused = await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true })
  expect(paused.body.surprises).toEqual(globalaiopc.surprises)
})
