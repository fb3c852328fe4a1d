import { expect, test } from 'vitest'
import { clientOf } from './a-client.ts'
import { aSimulator, type TestSimulator } from './a-simulator.ts'
import { readMp4 } from './read-mp4.ts'

const image = { url: 'https://pictures.example/cat.png' }
const video = { url: 'https://videos.example/source.mp4' }
const images = (count: number) => Array.from({ length: count }, () => image)

const anXai = () => aSimulator({ xaiRequestsPerSecond: null })

async function finished(simulator: TestSimulator, operation: string, body: object) {
  const xai = clientOf(simulator, 'xai')
  const { status, json } = await xai.post(operation, body)
  expect([status, json]).toEqual([200, { request_id: expect.stringMatching(/^[\da-f-]{36}$/) }])
  simulator.pass(1000)
  const answer = await xai.poll(String(json?.request_id))
  const link = /http:[^"]+\.mp4/.exec(answer.text)?.[0] ?? ''
  const clip = await readMp4(Buffer.from(await (await fetch(link)).arrayBuffer()))
  const bill = (await simulator.consoleJson('bill')) as { by_task: readonly object[] }
  return { answer, clip, billed: bill.by_task[0] }
}

test.each([
  ['text', { prompt: 'a cat', duration: 6, resolution: '720p' }, 'grok-imagine-video', 6, 4_200_000_000],
  ['defaults', { prompt: 'a cat' }, 'grok-imagine-video', 8, 4_000_000_000],
  ['no words', { image, duration: 1 }, 'grok-imagine-video', 1, 520_000_000],
  [
    'a flat image',
    { prompt: 'a cat', image_url: image.url, seconds: '2' },
    'grok-imagine-video',
    2,
    1_000_000_000,
  ],
  [
    'references',
    { prompt: 'a cat', reference_images: images(7), duration: 10 },
    'grok-imagine-video',
    10,
    5_140_000_000,
  ],
  [
    'an alias',
    { prompt: 'a cat', model: 'grok-imagine-video-1.5-preview', duration: 15, resolution: '1080p' },
    'grok-imagine-video-1.5',
    15,
    37_500_000_000,
  ],
  [
    'lite',
    { prompt: 'a cat', model: 'grok-imagine-video-1.5-lite', duration: 3, resolution: '1080p', image },
    'grok-imagine-video-1.5-lite',
    3,
    4_300_000_000,
  ],
])('a generation from %s is done, and costs what its reply says', async (_, body, model, duration, ticks) => {
  await using simulator = await anXai()
  const { answer, clip, billed } = await finished(simulator, 'generations', body)
  expect(answer.status).toBe(200)
  expect(answer.json).toEqual({
    status: 'done',
    video: { url: expect.stringContaining('/files/'), duration, respect_moderation: true },
    model,
    usage: { cost_in_usd_ticks: ticks },
    progress: 100,
  })
  expect(clip.durationS).toBeCloseTo(duration, 3)
  expect(billed).toMatchObject({ mount: 'xai', charged_ticks: String(ticks), reported_ticks: String(ticks) })
})

test('an edit is as long as its source, which is made up from the address and at most 8.7 s', async () => {
  await using simulator = await anXai()
  const { answer, clip } = await finished(simulator, 'edits', { prompt: 'a hat on it', video })
  expect(clip.durationS).toBeGreaterThanOrEqual(1)
  expect(clip.durationS).toBeLessThanOrEqual(8.7)
  expect(answer.json?.usage).toEqual({ cost_in_usd_ticks: Math.round(clip.durationS * 700_000_000) })
})

test('an extension is paid by the added part, and its clip is source and added part', async () => {
  await using simulator = await anXai()
  const { answer, clip, billed } = await finished(simulator, 'extensions', {
    prompt: 'on',
    video,
    duration: 4,
  })
  expect(answer.json?.usage).toEqual({ cost_in_usd_ticks: 4 * 700_000_000 })
  expect(billed).toMatchObject({ quantity: 4 })
  expect(clip.durationS).toBeGreaterThanOrEqual(2 + 4)
  expect(clip.durationS).toBeLessThanOrEqual(15 + 4)
})

test.each([
  ['generations', {}, 400, 'prompt'],
  ['generations', { prompt: 'x'.repeat(4097) }, 400, '4096'],
  ['generations', { prompt: 'a', duration: 16 }, 400, 'from 1 to 15'],
  ['generations', { prompt: 'a', duration: 0 }, 400, 'from 1 to 15'],
  ['generations', { prompt: 'a', duration: 2.5 }, 400, 'integer'],
  ['generations', { prompt: 'a', aspect_ratio: '4:5' }, 400, '21:9'],
  ['generations', { prompt: 'a', resolution: '1080p' }, 400, '480p, 720p'],
  ['generations', { prompt: 'a', image: { url: 'cat.png' } }, 400, 'image.url'],
  ['generations', { prompt: 'a', image: image.url }, 400, 'image'],
  ['generations', { prompt: 'a', image, reference_images: [image] }, 400, 'together'],
  ['generations', { prompt: 'a', reference_images: images(8) }, 400, '1 to 7'],
  ['generations', { prompt: 'a', reference_images: [image], duration: 11 }, 400, 'from 1 to 10'],
  [
    'generations',
    { prompt: 'a', reference_images: [image], model: 'grok-imagine-video-1.5', resolution: '1080p' },
    400,
    '480p, 720p',
  ],
  [
    'generations',
    { prompt: 'a', reference_images: [image], model: 'grok-imagine-video-1.5-lite' },
    400,
    'not supported',
  ],
  ['generations', { prompt: 'a', model: 'grok-2' }, 404, 'does not exist'],
  ['generations', { prompt: 'a', model: 'toString' }, 404, 'does not exist'],
  ['edits', { prompt: 'a' }, 400, 'video is required'],
  ['edits', { prompt: 'a', video, duration: 5 }, 400, 'duration'],
  ['edits', { prompt: 'a', video, resolution: '480p' }, 400, 'resolution'],
  ['edits', { video }, 400, 'prompt'],
  ['edits', { prompt: 'a', video: { url: 'https://videos.example/source.mov' } }, 400, '.mp4'],
  ['edits', { prompt: 'a', video, model: 'grok-imagine-video-1.5' }, 400, 'not supported'],
  ['extensions', { prompt: 'a', video, duration: 11 }, 400, 'from 2 to 10'],
  ['extensions', { prompt: 'a', video, aspect_ratio: '1:1' }, 400, 'aspect_ratio'],
  ['extensions', { prompt: 'a', video, model: 'grok-imagine-video-1.5-lite' }, 400, 'not supported'],
])('%s refuses %j with %i and a flat error that says %s', async (operation, body, status, word) => {
  await using simulator = await anXai()
  const answer = await clientOf(simulator, 'xai').post(operation, body)
  expect(answer).toMatchObject({
    status,
    json: { code: expect.any(String), error: expect.stringContaining(word) },
  })
  expect(await simulator.consoleTasks()).toEqual([])
})

test('a form is 415, no key 401 and a wrong key 400', async () => {
  await using simulator = await aSimulator({ xaiRequestsPerSecond: null, apiKeys: ['right'] })
  const xai = clientOf(simulator, 'xai')
  const post = (headers: { [name: string]: string }) => xai.post('generations', { prompt: 'a cat' }, headers)
  const right = { authorization: 'Bearer right' }
  expect((await post({ ...right, 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(415)
  expect((await post({ authorization: '' })).status).toBe(401)
  expect(await post({ authorization: 'Bearer wrong' })).toMatchObject({
    status: 400,
    json: { error: expect.stringContaining('Incorrect API key') },
  })
  expect((await post(right)).status).toBe(200)
})

test('a running task is 202 and pending, with a progress that grows', async () => {
  await using simulator = await anXai()
  const xai = clientOf(simulator, 'xai')
  const id = await xai.create('a cat')
  const early = await xai.poll(id)
  simulator.pass(30)
  const later = await xai.poll(id)
  expect([early.status, early.json]).toEqual([202, { status: 'pending', progress: 0 }])
  expect(later).toMatchObject({ status: 202, json: { status: 'pending' } })
  expect(Number(later.json?.progress)).toBeGreaterThan(0)
})

test('more than a request a second is 429 that names the numbers, questions counted as well', async () => {
  await using simulator = await aSimulator()
  const xai = clientOf(simulator, 'xai')
  const id = await xai.create('a cat')
  expect((await xai.poll(id)).status).toBe(202)
  expect(await xai.poll(id)).toMatchObject({
    status: 429,
    json: {
      code: 'resource-exhausted',
      error: expect.stringContaining('Requests per Second (actual/limit): 2/1'),
    },
  })
  expect((await xai.post('generations', { prompt: 'a dog' })).status).toBe(429)
  simulator.pass(1)
  expect((await xai.poll(id)).status).toBe(202)
  expect((await xai.poll(id)).status).toBe(429)
})

test('the limit of requests follows the speed', async () => {
  await using simulator = await aSimulator({ speed: 60, xaiRequestsPerSecond: 2 })
  const xai = clientOf(simulator, 'xai')
  const id = await xai.create('a cat')
  for (const _ of [1, 2, 3, 4]) {
    simulator.pass(1 / 120)
    expect((await xai.poll(id)).status).toBe(202)
  }
})
