import { aJob, insertJob } from '@reelkeep/testing'
import { beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
  return () => api[Symbol.asyncDispose]()
})

const mark = (id: string, body: unknown) => api.call('PUT', `/v1/jobs/${id}/mark`, body)

test('a mark stands on the job with who set it, is changed, and is taken back, each once in the audit', async () => {
  const { id } = await insertJob(api.db, aJob({ upstream, state: 'archived' }))
  const first = await mark(id, { mark: 'redo', note: 'the fox has five legs' })
  expect([first.status, first.body.mark]).toEqual([
    200,
    {
      mark: 'redo',
      note: 'the fox has five legs',
      by: 'key_00000000000000000000000000',
      at: expect.any(String),
    },
  ])
  expect((await api.call('GET', `/v1/jobs/${id}`)).body.mark).toEqual(first.body.mark)
  const again = await mark(id, { mark: 'redo', note: 'the fox has five legs' })
  expect(again.body.mark).toEqual(first.body.mark)
  expect((await mark(id, { mark: 'keep' })).body.mark).toMatchObject({ mark: 'keep', note: null })
  expect((await mark(id, { mark: null })).body.mark).toBe(null)
  expect((await mark(id, { mark: null })).status).toBe(200)
  const { body } = await api.call('GET', `/v1/audit?target=${id}`)
  const changes = body.data.map(({ action, before, after }: Record<string, unknown>) => [
    action,
    before,
    after,
  ])
  expect(changes).toEqual([
    ['job-marked', { mark: 'keep', note: null }, { mark: null, note: null }],
    ['job-marked', { mark: 'redo', note: 'the fox has five legs' }, { mark: 'keep', note: null }],
    ['job-marked', { mark: null, note: null }, { mark: 'redo', note: 'the fox has five legs' }],
  ])
})

test('only a clip that is kept takes a mark', async () => {
  const { id } = await insertJob(api.db, aJob({ upstream, state: 'rendering' }))
  const { status, body } = await mark(id, { mark: 'keep' })
  expect([status, body.error.code]).toEqual([409, 'not_archived'])
  expect(await api.db.sql`select from job_marks where job_id = ${id}`).toEqual([])
  expect((await mark(id, { mark: 'best' })).status).toBe(400)
  expect((await mark(id, {})).status).toBe(400)
})

test('jobs are filtered by their mark, and those without one', async () => {
  const ids: string[] = []
  for (const wish of ['keep', 'redo', null]) {
    const { id } = await insertJob(api.db, aJob({ upstream, state: 'archived', model: 'grok_filtered' }))
    ids.push(id)
    await mark(id, { mark: wish })
  }
  const found = async (wish: string) =>
    (await api.call('GET', `/v1/jobs?model=grok_filtered&mark=${wish}`)).body.data.map(
      ({ id }: { id: string }) => id,
    )
  expect([await found('keep'), await found('redo'), await found('none')]).toEqual(ids.map((id) => [id]))
  expect((await api.call('GET', '/v1/jobs?mark=best')).status).toBe(400)
})

test('rows that are marked redo come back in their own columns, ready to edit', async () => {
  const items = ['a fox', 'a heron', 'an owl'].map((prompt) => ({
    prompt,
    model: 'grok_video3',
    duration: 6,
  }))
  const { body: batch } = await api.call('POST', '/v1/batches', { name: 'wall', items })
  const { body: jobs } = await api.call('GET', `/v1/jobs?batch=${batch.id}`)
  const heron = jobs.data.find(({ prompt }: { prompt: string }) => prompt === 'a heron')
  // A mark needs a clip, and this test none: the row is put there as the query leaves it.
  await api.db.sql`
    insert into job_marks (job_id, owner_id, mark, by_key)
    select id, owner_id, 'redo', key_id from jobs where id = ${heron.id}`
  const response = await fetch(`${api.url}/v1/batches/${batch.id}/redo?mark=redo`, {
    headers: { authorization: `Bearer ${api.config.adminKey}` },
  })
  expect(response.headers.get('reelkeep-rows')).toBe('1')
  expect(JSON.parse(await response.text())).toMatchObject({ prompt: 'a heron', duration: 6 })
})
