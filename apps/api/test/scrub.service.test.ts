import { saveClipCheck } from '@reelkeep/db'
import { aClip, aJob, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

test('a scrub is ordered for one batch, one job, a sample or all, and is looked after as an operation', async () => {
  await using api = await startTestApi()
  const job = await insertJob(api.db, { ...aJob({ state: 'archived' }), clip: aClip() })
  const ordered = await api.call('POST', '/v1/scrub', { job: job.id })
  expect([ordered.status, ordered.body.state, ordered.body.options]).toEqual([
    202,
    'running',
    { job_id: job.id },
  ])
  expect((await api.call('GET', `/v1/operations/${ordered.body.id}`)).body.action).toBe('scrub')
  expect((await api.call('POST', '/v1/scrub', {})).body.id).not.toBe(ordered.body.id)
  const refused = [{ job: 'job_none' }, { batch: 'batch_none' }, { sample: 0 }, { job: job.id, sample: 1 }]
  const answers = await Promise.all(refused.map((wish) => api.call('POST', '/v1/scrub', wish)))
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 400])
})

test('a damaged clip shows on its job and in the stats', async () => {
  await using api = await startTestApi()
  const job = await insertJob(api.db, { ...aJob({ state: 'archived' }), clip: aClip() })
  const shown = async () => (await api.call('GET', `/v1/jobs/${job.id}`)).body.clip
  expect(await shown()).toMatchObject({ checked_at: null, damage: null })
  await saveClipCheck(api.db, { jobId: job.id, damage: 'other_hash', detail: {} })
  expect(await shown()).toMatchObject({ checked_at: expect.any(String), damage: 'other_hash' })
  expect((await api.call('GET', '/v1/stats')).body).toMatchObject({ clips_damaged: 1 })
})
