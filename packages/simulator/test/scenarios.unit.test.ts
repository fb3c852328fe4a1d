import { expect, test } from 'vitest'
import { scenarioTable } from '../src/index.ts'
import { aSimulator, type TestSimulator } from './a-simulator.ts'
import { readMp4 } from './read-mp4.ts'

const past = 500

/** Posts a marked prompt and says how it ended for the client, and whether the upstream made and billed a task. */
async function postMarked(simulator: TestSimulator, marker: string) {
  const ended = await simulator
    .post({ model: 'grok_video3', prompt: `a cat [sim:${marker}]` })
    .then(({ status, headers }) => ({ status, retryAfter: headers.get('retry-after') }))
    .catch(() => 'no reply' as const)
  return { ended, billed: (await simulator.consoleJson('bill')).creations }
}

async function aFinishedLink(simulator: TestSimulator, marker: string): Promise<string> {
  const id = await simulator.create(`a cat [sim:${marker}]`)
  simulator.pass(past)
  return simulator.link(id)
}

const download = (link: string) =>
  fetch(link).then(async (response) => Buffer.from(await response.arrayBuffer()))

test.each([
  ['rate_limited', { status: 429, retryAfter: null }, 0],
  ['rate_limited_retry_after', { status: 429, retryAfter: '30' }, 0],
  ['no_credit', { status: 402, retryAfter: null }, 0],
  ['unauthorized', { status: 401, retryAfter: null }, 0],
  ['server_error', { status: 500, retryAfter: null }, 0],
  ['server_error_created', { status: 500, retryAfter: null }, 1],
  ['bad_gateway', 'no reply', 0],
  ['bad_gateway_created', 'no reply', 1],
  ['refused_connection', 'no reply', 0],
  ['lost_reply', 'no reply', 1],
  ['lost_reply_after_headers', 'no reply', 1],
  ['garbage_create', 'no reply', 1],
  ['missing_id', { status: 200, retryAfter: null }, 1],
  ['slow_create=20', { status: 200, retryAfter: null }, 1],
])('%s at a creation ends in %o with %i billed', async (marker, ended, billed) => {
  await using simulator = await aSimulator()
  // A reply that is no JSON counts as no reply here.
  expect(await postMarked(simulator, marker)).toEqual({ ended, billed })
})

test('a refused creation goes through the second time', async () => {
  await using simulator = await aSimulator()
  await postMarked(simulator, 'rate_limited')
  expect(await postMarked(simulator, 'rate_limited')).toMatchObject({ ended: { status: 200 }, billed: 1 })
})

test('a lost reply leaves a task that the console finds by its prompt and that finishes', async () => {
  await using simulator = await aSimulator()
  await postMarked(simulator, 'lost_reply_after_headers')
  const [task] = await simulator.consoleTasks()
  expect(task?.prompt).toBe('a cat [sim:lost_reply_after_headers]')
  simulator.pass(past)
  expect((await simulator.poll(task?.id ?? '')).json.status).toBe('completed')
})

test.each([
  ['slow_render=10', past, 'processing'],
  ['slow_render=10', 2400, 'completed'],
  ['late_finish', 7200, 'processing'],
  ['late_finish', 10_801, 'completed'],
  ['never_finishing', 1e9, 'processing'],
  ['failed', past, 'failed'],
  ['moderated', past, 'failed'],
])('%s is after %i s %s', async (marker, seconds, status) => {
  await using simulator = await aSimulator()
  const id = await simulator.create(`a cat [sim:${marker}]`)
  simulator.pass(seconds)
  expect((await simulator.poll(id)).json.status).toBe(status)
})

test('a failure says why in one string, and moderation differs from a fault', async () => {
  await using simulator = await aSimulator()
  const errors = []
  for (const marker of ['failed', 'moderated']) {
    const id = await simulator.create(`a cat [sim:${marker}]`)
    simulator.pass(past)
    const { json } = await simulator.poll(id)
    expect(json.video_url).toBeNull()
    errors.push(json.error)
  }
  expect(errors).toEqual([expect.stringContaining('internal error'), expect.stringContaining('moderation')])
})

test.each([
  [true, '5030000000'],
  [false, '0'],
])('with charged failures %s a failed task costs %s ticks', async (chargeFailures, ticks) => {
  await using simulator = await aSimulator({ chargeFailures })
  await simulator.create('a cat [sim:failed]')
  expect(await simulator.consoleJson('bill')).toMatchObject({ sum_ticks: '5030000000' })
  simulator.pass(past)
  expect(await simulator.consoleJson('bill')).toMatchObject({ creations: 1, sum_ticks: ticks })
})

test('a task may be unknown for a while after its creation', async () => {
  await using simulator = await aSimulator()
  const id = await simulator.create('a cat [sim:poll_not_found=100]')
  expect((await simulator.poll(id)).status).toBe(404)
  simulator.pass(101)
  expect((await simulator.poll(id)).status).toBe(200)
})

test.each([
  ['poll_rate_limited=1', 429],
  ['poll_error=1', 503],
  ['poll_lost=1', 'no reply'],
  ['poll_garbage=1', 'no reply'],
])('%s strikes the first question only', async (marker, first) => {
  await using simulator = await aSimulator()
  const id = await simulator.create(`a cat [sim:${marker}]`)
  const ask = () =>
    simulator.poll(id).then(
      ({ status }) => status,
      () => 'no reply' as const,
    )
  expect(await ask()).toBe(first)
  expect(await ask()).toBe(200)
})

test('an unknown status word comes before the known ones', async () => {
  await using simulator = await aSimulator()
  const id = await simulator.create('a cat [sim:unknown_status=1]')
  simulator.pass(past)
  expect((await simulator.poll(id)).json).toMatchObject({ status: 'rendering_stage_2', video_url: null })
  expect((await simulator.poll(id)).json.status).toBe('completed')
})

test('a completed task may lack its link', async () => {
  await using simulator = await aSimulator()
  const id = await simulator.create('a cat [sim:missing_link=2]')
  simulator.pass(past)
  const links = [await simulator.poll(id), await simulator.poll(id), await simulator.poll(id)]
  expect(links.map(({ json }) => json.status)).toEqual(['completed', 'completed', 'completed'])
  expect(links.map(({ json }) => json.video_url === null)).toEqual([true, true, false])
})

test('an expired link is dead until a poll gives a fresh one', async () => {
  await using simulator = await aSimulator()
  const id = await simulator.create('a cat [sim:expired_link]')
  simulator.pass(past)
  const dead = await simulator.link(id)
  expect([(await fetch(dead)).status, (await fetch(dead)).status]).toEqual([403, 403])
  const fresh = await simulator.link(id)
  expect(fresh).not.toBe(dead)
  expect((await fetch(fresh)).status).toBe(200)
})

test('a short link dies early and is not renewed', async () => {
  await using simulator = await aSimulator({ renderMs: 0 })
  const id = await simulator.create('a cat [sim:short_link=60]')
  expect((await fetch(await simulator.link(id))).status).toBe(200)
  simulator.pass(61)
  expect((await fetch(await simulator.link(id))).status).toBe(403)
})

test.each(['cut_download', 'wrong_length'])('%s breaks off once', async (marker) => {
  await using simulator = await aSimulator()
  const link = await aFinishedLink(simulator, marker)
  await expect(download(link)).rejects.toThrow()
  expect((await readMp4(await download(link))).durationS).toBe(10)
})

test('a truncated clip arrives whole by its length and short by its boxes', async () => {
  await using simulator = await aSimulator()
  const link = await aFinishedLink(simulator, 'truncated_clip')
  const half = await download(link)
  const whole = await download(link)
  expect(half.equals(whole.subarray(0, half.length))).toBe(true)
  expect(half.length).toBe(Math.floor(whole.length / 2))
})

test('a page or nothing may come instead of the clip', async () => {
  await using simulator = await aSimulator()
  const page = await fetch(await aFinishedLink(simulator, 'html_clip'))
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await download(await aFinishedLink(simulator, 'empty_clip'))).toHaveLength(0)
})

test('a clip may come without a length, whole all the same', async () => {
  await using simulator = await aSimulator()
  const response = await fetch(await aFinishedLink(simulator, 'clip_without_length'))
  expect(response.headers.has('content-length')).toBe(false)
  expect((await readMp4(Buffer.from(await response.arrayBuffer()))).durationS).toBe(10)
})

test('a link may lead into the private network', async () => {
  await using simulator = await aSimulator()
  const response = await fetch(await aFinishedLink(simulator, 'redirect_private'), { redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([
    302,
    expect.stringContaining('169.254.'),
  ])
})

test('a slow download is whole', async () => {
  await using simulator = await aSimulator()
  expect(await download(await aFinishedLink(simulator, 'slow_download=20'))).not.toHaveLength(0)
})

test('a clip of another shape than asked can be played', async () => {
  await using simulator = await aSimulator()
  const read = await readMp4(await download(await aFinishedLink(simulator, 'other_shape')))
  expect(read).toMatchObject({ durationS: 6, width: 480, height: 480 })
})

test('a large clip is as large as was asked, and can be played', async () => {
  await using simulator = await aSimulator()
  const file = await download(await aFinishedLink(simulator, 'large_clip=9.5'))
  expect(file).toHaveLength(9.5 * 1024 * 1024)
  expect((await readMp4(file)).width).toBeGreaterThan(0)
})

test('rates given at the start strike without a marker', async () => {
  await using simulator = await aSimulator({ scenarios: { rate_limited: 1 } })
  expect((await simulator.post({ model: 'grok_video3', prompt: 'a cat' })).status).toBe(429)
})

test('every scenario says what it does and what its number means', () => {
  for (const { scenario } of scenarioTable.values()) {
    expect(scenario.what).not.toBe('')
    expect(scenario.unit).not.toBe('')
  }
})
