import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { clientOf } from './a-client.ts'
import { aSimulator } from './a-simulator.ts'
import { readMp4 } from './read-mp4.ts'

type Json = { readonly [name: string]: unknown }
const documented = JSON.parse(
  await readFile(new URL('fixtures/cometapi-query-wrapped.json', import.meta.url), 'utf8'),
) as Json

const video = { url: 'https://videos.example/source.mp4' }
const small = { duration: 1, resolution: '480p' }

/** Every path of a reply with the kind of its value. */
function shapeOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`]
  return Object.entries(value).flatMap(([name, inner]) => shapeOf(inner, `${path}.${name}`))
}

test('a wrapped finished task has exactly the fields, order and kinds of the document’s sample', async () => {
  await using simulator = await aSimulator({ cometReplies: 'wrapped' })
  const comet = clientOf(simulator, 'cometapi')
  const id = await comet.create('a cat', small)
  simulator.pass(100)
  const { status, json } = await comet.poll(id)
  expect(status).toBe(200)
  expect(shapeOf(json)).toEqual(shapeOf(documented))
  expect(json).toMatchObject({
    code: 'success',
    data: {
      task_id: id,
      status: 'SUCCESS',
      progress: '100%',
      start_time: 0,
      data: { status: 'done', usage: { cost_in_usd_ticks: 500_000_000 }, video: { duration: 1 } },
    },
  })
  const { data } = json as { data: { fail_reason: string; data: { video: { url: string } } } }
  expect(data.fail_reason).toBe(data.data.video.url)
})

test('a wrapped unfinished task says so outside and inside, with a percent sign', async () => {
  await using simulator = await aSimulator({ cometReplies: 'wrapped' })
  const comet = clientOf(simulator, 'cometapi')
  const id = await comet.create('a cat', { duration: 15 })
  expect((await comet.poll(id)).json?.data).toMatchObject({ status: 'QUEUED', progress: '0%', data: null })
  simulator.pass(55)
  expect((await comet.poll(id)).json?.data).toMatchObject({
    status: 'IN_PROGRESS',
    fail_reason: '',
    progress: expect.stringMatching(/^\d\d%$/),
    data: { status: 'pending', progress: expect.any(Number) },
  })
})

test('a raw task is its id alone until it is done, then xAI’s fields beside it', async () => {
  await using simulator = await aSimulator({ cometReplies: 'raw' })
  const comet = clientOf(simulator, 'cometapi')
  const id = await comet.create('a cat', small)
  expect((await comet.poll(id)).json).toEqual({ request_id: id })
  simulator.pass(100)
  expect((await comet.poll(id)).json).toEqual({
    request_id: id,
    status: 'done',
    video: { url: expect.stringContaining('/files/'), duration: 1, respect_moderation: true },
    model: 'grok-imagine-video',
    usage: { cost_in_usd_ticks: 500_000_000 },
    progress: 100,
    error: null,
  })
})

test('mixed replies are wrapped for some tasks, raw for others, and change for the rest', async () => {
  await using simulator = await aSimulator()
  const comet = clientOf(simulator, 'cometapi')
  const kinds = new Set<string>()
  for (const number of Array(30).keys()) {
    const id = await comet.create(`cat ${number}`, small)
    const shapes = [await comet.poll(id), await comet.poll(id)].map(({ json }) =>
      json?.data ? 'wrapped' : 'raw',
    )
    kinds.add(shapes.join(', then '))
  }
  expect(kinds).toEqual(new Set(['wrapped, then wrapped', 'raw, then raw', 'raw, then wrapped']))
})

test('the bill is not what the replies report', async () => {
  await using simulator = await aSimulator()
  await clientOf(simulator, 'cometapi').create('a cat', small)
  expect(await simulator.consoleJson('bill')).toMatchObject({
    by_mount: { cometapi: { creations: 1, sum_ticks: '625000000', reported_ticks: '500000000' } },
    by_task: [{ mount: 'cometapi', charged_ticks: '625000000', reported_ticks: '500000000' }],
  })
})

test('an edit is as long as its source', async () => {
  await using simulator = await aSimulator()
  const comet = clientOf(simulator, 'cometapi')
  const { json } = await comet.post('edits', { prompt: 'a hat on it', video })
  simulator.pass(1000)
  const link = await comet.link(String(json?.request_id))
  const { durationS } = await readMp4(Buffer.from(await (await fetch(link)).arrayBuffer()))
  expect(durationS).toBeLessThanOrEqual(8.7)
})

test.each([
  ['generations', { image: 7, prompt: 'a' }],
  ['generations', { prompt: '' }],
  ['generations', { prompt: 'a', resolution: '1080p' }],
  ['generations', { prompt: 'a', aspect_ratio: '21:9' }],
  ['generations', { prompt: 'a', duration: 16 }],
  ['generations', { prompt: 'a', model: 'grok-imagine-video-1.5' }],
  ['edits', { prompt: 'a' }],
  ['edits', { video }],
])('%s refuses %j in the vendor’s own shape', async (operation, body) => {
  await using simulator = await aSimulator()
  const answer = await clientOf(simulator, 'cometapi').post(operation, body)
  expect(answer.status).toBe(400)
  expect(answer.json).toEqual({
    error: { message: expect.any(String), type: 'comet_api_error', param: '', code: '' },
  })
})

test.each([
  ['generations', { prompt: 'a', reference_images: [] }],
  ['edits', { prompt: 'a', video, duration: 5 }],
])('%s refuses a field that its page does not name with 403: %j', async (operation, body) => {
  await using simulator = await aSimulator()
  expect(await clientOf(simulator, 'cometapi').post(operation, body)).toMatchObject({
    status: 403,
    json: { error: { type: 'comet_api_error', message: expect.stringContaining('unsupported field') } },
  })
})

test('an image without words is taken, and refused whenever it is asked for', async () => {
  await using simulator = await aSimulator()
  const comet = clientOf(simulator, 'cometapi')
  const { json } = await comet.post('generations', { image: { url: 'https://pictures.example/cat.png' } })
  simulator.pass(1000)
  expect((await comet.poll(String(json?.request_id))).status).toBe(400)
})

test('a wrong path is a page or a redirect, an unknown task 400', async () => {
  await using simulator = await aSimulator()
  const comet = clientOf(simulator, 'cometapi')
  const extension = await comet.post('extensions', { prompt: 'on', video })
  expect([extension.status, extension.json]).toEqual([404, undefined])
  const lost = await fetch(`${simulator.baseUrls.cometapi}/v2/videos`, { redirect: 'manual' })
  expect([lost.status, lost.headers.get('location')]).toEqual([301, '/cometapi/'])
  expect(await comet.poll('00000000-0000-4000-8000-000000000000')).toMatchObject({
    status: 400,
    json: { code: 'task_not_exist' },
  })
})
