import { expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

const wish = {
  prompt: 'a cat dancing in the rain',
  model: 'grok_video3_stable',
  duration: 6,
  resolution: '480p',
}
const upstreams = { globalaiopc: { api_key: 'sk-a' }, xingchaoyiqing: { api_key: 'sk-b' } }

test('grok_video3_stable at 6 s and 480p is refused on GlobalAiOpc and accepted on XingChaoYiQing, by their own documents', async () => {
  await using api = await startTestApi({ upstreams })
  const refused = await api.call('POST', '/v1/jobs', { ...wish, upstream: 'globalaiopc' })
  expect(refused.status).toBe(400)
  expect(refused.body.error.details).toMatchObject([
    {
      path: 'duration',
      code: 'duration_not_allowed',
      message: expect.stringMatching(/grok_video3_stable at globalaiopc .*10.*globalaiopc/),
      allowed: [10],
    },
    {
      path: 'resolution',
      code: 'resolution_not_allowed',
      message: expect.stringMatching(/grok_video3_stable at globalaiopc .*720p.*globalaiopc/),
      allowed: ['720p'],
    },
  ])

  const accepted = await api.call('POST', '/v1/jobs', { ...wish, upstream: 'xingchaoyiqing' })
  expect(accepted.status).toBe(202)
  expect(accepted.body).toMatchObject({
    state: 'queued',
    upstream: 'xingchaoyiqing',
    params: { duration: 6, resolution: '480p', aspect_ratio: '16:9' },
  })
  expect(await api.db.sql`select upstream from jobs`).toEqual([{ upstream: 'xingchaoyiqing' }])
})
