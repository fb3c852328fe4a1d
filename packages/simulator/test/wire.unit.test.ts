import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { aSimulator } from './a-simulator.ts'
import { readMp4 } from './read-mp4.ts'

const documented = JSON.parse(
  await readFile(new URL('fixtures/globalaiopc-query-task.json', import.meta.url), 'utf8'),
) as { readonly [name: string]: unknown }

test('a creation is answered with the documented fields, queued', async () => {
  await using simulator = await aSimulator()
  const { status, json } = await simulator.post({ model: 'grok_video3_max', prompt: 'a cat', duration: 12 })
  expect(status).toBe(200)
  expect(json).toEqual({
    id: expect.stringMatching(/^video_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    object: 'video',
    created: Date.parse('2026-03-30T02:12:04Z') / 1000,
    model: 'grok_video3_max',
    status: 'queued',
    error: null,
  })
})

test('the first answer has exactly the keys and kinds of the document’s sample', async () => {
  await using simulator = await aSimulator()
  const { json } = await simulator.poll(await simulator.create('a cat'))
  expect(Object.keys(json)).toEqual(Object.keys(documented))
  const kinds = (record: object) =>
    Object.values(record).map((value) => (value === null ? null : typeof value))
  expect(kinds(json)).toEqual(kinds(documented))
  expect(json).toMatchObject({
    object: documented.object,
    status: documented.status,
    model: documented.model,
  })
})

test('a task is queued, then processing, then completed, within the vendor’s times', async () => {
  await using simulator = await aSimulator()
  const id = await simulator.create('a cat')
  const [task] = await simulator.consoleTasks()
  expect(task?.finished_after_s).toBeGreaterThanOrEqual(120)
  expect(task?.finished_after_s).toBeLessThanOrEqual(240)
  const statusAt = async (seconds: number) => {
    simulator.pass(seconds)
    return (await simulator.poll(id)).json.status
  }
  expect(await statusAt(0)).toBe('queued')
  expect(await statusAt(Math.ceil(task?.processing_after_s ?? 0))).toBe('processing')
  expect(await statusAt(240)).toBe('completed')
})

test('speed makes every time shorter and changes no order', async () => {
  await using simulator = await aSimulator({ speed: 60 })
  const id = await simulator.create('a cat')
  simulator.pass(4)
  const { json } = await simulator.poll(id)
  expect(json.status).toBe('completed')
  simulator.pass(24 * 60 + 1)
  expect((await fetch(String(json.video_url))).status).toBe(403)
})

test('a completed task has a link to a clip of the asked shape, and the console knows its hash', async () => {
  await using simulator = await aSimulator()
  const id = await simulator.create('a cat', { duration: 7, aspect_ratio: '9:16', resolution: '480p' })
  simulator.pass(500)
  const { json } = await simulator.poll(id)
  expect(json).toMatchObject({ status: 'completed', actualDuration: 7, error: null })
  const response = await fetch(String(json.video_url))
  const bytes = Buffer.from(await response.arrayBuffer())
  const [task] = await simulator.consoleTasks()
  expect(response.headers.get('content-type')).toBe('video/mp4')
  expect(response.headers.get('content-length')).toBe(String(bytes.length))
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(task?.sha256)
  expect(await readMp4(bytes)).toMatchObject({ width: 480, height: 854, durationS: 7 })
  const copy = await fetch(`${simulator.url}/console/clips/${id}`)
  expect(Buffer.from(await copy.arrayBuffer()).equals(bytes)).toBe(true)
})

test('answers ranges, and 416 past the end', async () => {
  await using simulator = await aSimulator({ clipBytes: 4096 })
  const id = await simulator.create('a cat')
  simulator.pass(500)
  const link = await simulator.link(id)
  const whole = Buffer.from(await (await fetch(link)).arrayBuffer())
  for (const [range, from, to] of [
    ['bytes=0-0', 0, 1],
    ['bytes=4000-', 4000, 4096],
    ['bytes=-100', 3996, 4096],
    ['bytes=10-9999', 10, 4096],
  ] as const) {
    const part = await fetch(link, { headers: { range } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/4096`)
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(from, to))).toBe(true)
  }
  const beyond = await fetch(link, { headers: { range: 'bytes=5000-' } })
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */4096'])
})

test('a link works for 24 hours after completion and not after', async () => {
  await using simulator = await aSimulator({ renderMs: 0 })
  const link = await simulator.link(await simulator.create('a cat'))
  simulator.pass(24 * 3600 - 1)
  expect((await fetch(link)).status).toBe(200)
  simulator.pass(2)
  expect((await fetch(link)).status).toBe(403)
})

test('a made-up link is not found', async () => {
  await using simulator = await aSimulator({ renderMs: 0 })
  const link = await simulator.link(await simulator.create('a cat'))
  expect((await fetch(link.replace(/files\/./, 'files/!'))).status).toBe(404)
  expect((await fetch(link.replace('-0/', '-1/'))).status).toBe(404)
})

test('a missing or wrong key is 401, and nothing is created', async () => {
  await using simulator = await aSimulator({ apiKeys: ['right'] })
  const body = { model: 'grok_video3', prompt: 'a cat' }
  expect((await simulator.post(body, { authorization: '' })).status).toBe(401)
  expect((await simulator.post(body, { authorization: 'Bearer wrong' })).status).toBe(401)
  expect((await simulator.poll('video_x')).status).toBe(401)
  expect(await simulator.consoleTasks()).toEqual([])
  expect((await simulator.post(body, { authorization: 'Bearer right' })).status).toBe(200)
})

test('what breaks a documented rule is 400 with a flat error, and nothing is billed', async () => {
  await using simulator = await aSimulator()
  const wrong = await simulator.post({ model: 'grok_video3', prompt: 'a cat', duration: 5 })
  expect(wrong).toMatchObject({ status: 400, json: { error: expect.stringContaining('duration') } })
  expect((await simulator.post('{')).status).toBe(400)
  expect((await simulator.post({ model: 'grok_video3', prompt: '[sim:oops]' })).status).toBe(400)
  expect(await simulator.consoleJson('bill')).toMatchObject({ creations: 0, sum_ticks: '0' })
})

test('an unknown task is 404', async () => {
  await using simulator = await aSimulator()
  expect(await simulator.poll('video_nobody')).toMatchObject({
    status: 404,
    json: { error: 'task not found' },
  })
})

test('a taken port is said in one line', async () => {
  await using simulator = await aSimulator()
  const port = Number(new URL(simulator.url).port)
  await expect(aSimulator({ port, dataDir: simulator.dataDir })).rejects.toThrow(
    `port ${port} is taken; choose another with --port`,
  )
})
