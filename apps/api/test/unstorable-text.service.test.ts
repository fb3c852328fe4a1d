import { describe, expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

const row = { prompt: 'a fox', model: 'grok_video3' }
const unstorable = [
  ['NUL', '\u0000'],
  ['half a surrogate pair', '\ud800'],
] as const

describe.each(unstorable)('a text with %s', (_what, bad) => {
  test.each([
    ['name', { name: `n${bad}`, items: [row] }],
    ['template', { name: 'n', template: `a${bad}`, items: [{ model: 'grok_video3' }] }],
    ['variables', { name: 'n', template: 'a {v}', variables: { v: ['1', bad] }, items: [row] }],
    ['variables', { name: 'n', template: 'a', variables: { [`w${bad}`]: ['1'] }, items: [row] }],
  ])('is refused as the %s of a batch', async (param, body) => {
    await using api = await startTestApi()
    const refused = await api.call('POST', '/v1/batches', body)
    expect([refused.status, refused.body.error]).toMatchObject([400, { code: 'text_not_storable', param }])
  })
})

test.each([
  '/v1/jobs?batch=%00',
  '/v1/jobs?q=a%00b',
  '/v1/jobs?custom_id=%00',
  '/v1/batches?name=%00',
  '/v1/failures?batch=%00',
  '/v1/jobs?from=0000-01-01',
  '/v1/jobs?from=0001-01-01T00:00:00%2B14:00',
])('%s is refused instead of failing in the database', async (path) => {
  await using api = await startTestApi()
  expect((await api.call('GET', path)).status).toBe(400)
})

test('a reason that cannot be kept is refused before anything is resolved', async () => {
  await using api = await startTestApi()
  const path = '/v1/jobs/job_01h45ytscbebyvny4gc8cr8ma2/resolve'
  const refused = await api.call('POST', path, { action: 'resubmit', reason: 'it is\u0000 gone' })
  expect([refused.status, refused.body.error.param]).toEqual([400, 'reason'])
})
