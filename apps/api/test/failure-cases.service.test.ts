// The rows of docs/failure-cases.md that end at our own door, before anything is paid for.
import { describe, expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

// The image's host is made up: it is not asked.
const upstreams = {
  globalaiopc: { api_key: 'sk-a', check_images: false },
  xingchaoyiqing: { api_key: 'sk-b', check_images: false },
  cometapi: { api_key: 'sk-c', check_images: false },
  xai: { api_key: 'sk-d', check_images: false },
}
const models = [
  ['globalaiopc', 'grok_video3'],
  ['xingchaoyiqing', 'grok_video3'],
  ['cometapi', 'grok-imagine-video'],
  ['xai', 'grok-imagine-video'],
] as const
const image = 'https://images.example.com/cat.png'

describe.each(models)('%s', (upstream, model) => {
  test('D23: an image without a prompt is refused here, not with a 400 at a paid poll', async () => {
    await using api = await startTestApi({ upstreams })
    for (const prompt of [undefined, '', '  ']) {
      const refused = await api.call('POST', '/v1/jobs', { upstream, model, image_urls: [image], prompt })
      expect(refused.status).toBe(400)
      expect(refused.body.error.details).toMatchObject([{ path: 'prompt' }])
    }
    expect(await api.db.sql`select id from jobs`).toHaveLength(0)
  })
})

describe('D24: base64 images that are too long for the way', () => {
  test.each(models)('%s: are refused with the limit and the way round it', async (upstream, model) => {
    await using api = await startTestApi({ upstreams })
    // Proxies before gateways refused far shorter ones than xAI takes.
    const mebibytes = upstream === 'xai' ? 20 : 4
    const post = (link: string) =>
      api.call('POST', '/v1/jobs', { upstream, model, prompt: 'a cat', image_urls: [link] })
    const refused = await post(`${dataLink}${'A'.repeat(mebibytes * 1024 * 1024)}`)
    expect(refused.status).toBe(400)
    const [problem] = refused.body.error.details
    expect(problem).toMatchObject({ path: 'image_urls', code: 'images_too_large' })
    expect(problem.message).toMatch(new RegExp(`to ${upstream} may have .*give public links instead`))
    expect(await api.db.sql`select id from jobs`).toHaveLength(0)
    expect((await post(`${dataLink}AAAA`)).status).toBe(202)
  })
})

const dataLink = 'data:image/png;base64,'
