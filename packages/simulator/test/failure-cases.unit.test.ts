import { expect, test } from 'vitest'
import { scenarioTable } from '../src/index.ts'
import { type MountName, mountNames } from '../src/mounts/mount-names.ts'
import { type Answer, type Client, clientOf } from './a-client.ts'
import { aSimulator, type TestSimulator } from './a-simulator.ts'

const past = 1000
const open = (options = {}) => aSimulator({ xaiRequestsPerSecond: null, ...options })
const bill = async (simulator: TestSimulator) => {
  const { creations, sum_ticks } = await simulator.consoleJson('bill')
  return { creations, sum_ticks }
}

const gateway = 'globalaiopc'

type Creation = readonly [marker: string, mount: MountName, status: number, says: string, created: number]

test.each<Creation>([
  ['rate_limit_storm', 'xai', 429, 'resource-exhausted', 0],
  ['no_credit_429', 'xai', 429, 'used all available credits', 0],
  ['no_credit_429', gateway, 429, 'used all available credits', 0],
  ['no_quota', 'cometapi', 403, 'insufficient_user_quota', 0],
  ['spending_limit', 'xai', 402, 'personal-team-blocked:spending-limit', 0],
  ['no_credit', 'cometapi', 402, 'comet_api_error', 0],
  ['incorrect_key', 'xai', 400, 'Incorrect API key', 0],
  ['server_error_invalid', 'cometapi', 500, '"code":"invalid_request"', 0],
  ['cloudflare_502', 'xai', 502, 'error code: 502', 0],
  ['cloudflare_520', gateway, 520, 'error code: 520', 0],
  ['cloudflare_524', 'cometapi', 524, 'error code: 524', 1],
  ['wrong_path_redirect', 'cometapi', 301, '', 0],
  ['wrong_path_html', 'cometapi', 200, '<!doctype html>', 0],
  ['model_retired', 'xai', 404, 'model_not_found', 0],
  ['zdr_team', 'xai', 400, 'must provide output.upload_url', 0],
  ['body_too_large', gateway, 413, 'length limit exceeded', 0],
  ['body_too_large_400', 'cometapi', 400, 'length limit exceeded', 0],
  ['create_held=0.01', 'xai', 200, 'request_id', 1],
])('%s at %s is %i that says %j, with %i created', async (marker, mount, status, says, created) => {
  await using simulator = await open()
  const model = mount === gateway ? { model: 'grok_video3' } : {}
  const body = { prompt: `a cat [sim:${marker}]`, ...model }
  const answer = await clientOf(simulator, mount).post('generations', body)
  expect(answer.status).toBe(status)
  expect(answer.text).toContain(says)
  expect((await bill(simulator)).creations).toBe(created)
})

test('a storm refuses everybody’s creations at its mount until it is over, and says when', async () => {
  await using simulator = await open()
  const xai = clientOf(simulator, 'xai')
  const post = (prompt: string, key = 'test-key') =>
    xai.post('generations', { prompt }, { authorization: `Bearer ${key}` })
  const first = await post('a cat [sim:rate_limit_storm=60]')
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '60'])
  simulator.pass(30)
  const second = await post('a dog', 'another-key')
  expect([second.status, second.headers.get('retry-after')]).toEqual([429, '30'])
  await clientOf(simulator, 'cometapi').create('a dog')
  simulator.pass(31)
  expect((await post('a cat [sim:rate_limit_storm=60]')).status).toBe(200)
})

test('a team without data retention may create once it gives an upload address, and gets no link', async () => {
  await using simulator = await open()
  const xai = clientOf(simulator, 'xai')
  const output = { upload_url: 'https://bucket.example/put' }
  const id = await xai.create('a cat [sim:zdr_team]', { output })
  simulator.pass(past)
  expect((await xai.poll(id)).json).toMatchObject({ status: 'done', video: { url: null } })
})

type Poll = readonly [marker: string, mount: MountName, afterS: number, status: number, json: object | string]

test.each<Poll>([
  [
    'moderated',
    'xai',
    past,
    400,
    { error: expect.stringContaining('moderation'), usage: { cost_in_usd_ticks: 4e9 } },
  ],
  ['moderated_400', 'cometapi', past, 400, { usage: { cost_in_usd_ticks: 4e9 } }],
  [
    'moderated_flag',
    'xai',
    past,
    200,
    { status: 'done', video: { url: null, respect_moderation: false }, usage: { cost_in_usd_ticks: 4e9 } },
  ],
  [
    'moderated_message',
    'xai',
    past,
    200,
    { status: 'failed', error: { code: 'internal_error', message: expect.stringContaining('moderation') } },
  ],
  [
    'moderated_wrapper',
    'cometapi',
    past,
    200,
    {
      data: {
        status: 'FAILURE',
        fail_reason: expect.stringContaining('moderation'),
        data: { code: expect.any(String), usage: { cost_in_usd_ticks: 4e9 } },
      },
    },
  ],
  ['status_expired', 'cometapi', past, 200, { request_id: expect.any(String), status: 'EXPIRED' }],
  ['failed', 'xai', past, 200, { status: 'failed', error: { code: 'internal_error' } }],
  ['failed_charged', 'xai', past, 200, { status: 'failed', usage: { cost_in_usd_ticks: 4e9 } }],
  ['failed_refunded', 'xai', past, 200, { status: 'failed', usage: { cost_in_usd_ticks: 0 } }],
  ['failure_at_100', 'cometapi', past, 200, { data: { status: 'FAILURE', progress: '100%' } }],
  ['expired', 'xai', past, 200, { status: 'expired' }],
  ['overlong_render', 'xai', 199, 202, { status: 'pending' }],
  ['overlong_render', 'xai', 200, 200, { status: 'done' }],
  ['late_finish', 'cometapi', 10_700, 200, {}],
  ['overcharged=2', 'xai', past, 200, { usage: { cost_in_usd_ticks: 8e9 } }],
  ['poll_not_found', 'xai', 0, 404, { code: 'not-found', error: 'task not found' }],
  ['task_not_exist', 'cometapi', 0, 400, { code: 'task_not_exist' }],
  ['task_not_exist', 'cometapi', past, 200, {}],
  ['early_400', 'xai', 0, 400, { code: 'invalid-argument' }],
  ['promptless_400', 'cometapi', past, 400, { error: { message: expect.stringContaining('prompt') } }],
  ['empty_202', 'xai', 0, 202, ''],
  ['empty_202', 'xai', past, 200, { status: 'done' }],
  ['only_request_id', 'xai', 0, 200, { request_id: expect.any(String) }],
  ['poll_cloudflare', 'xai', 0, 524, 'error code: 524'],
  ['poll_html', 'cometapi', 0, 200, '<!doctype html>'],
  ['poll_unauthorized', 'cometapi', past, 401, { error: { type: 'comet_api_error' } }],
  ['poll_incorrect_key', 'xai', past, 400, { error: expect.stringContaining('Incorrect API key') }],
  ['unknown_status', 'xai', past, 200, { status: 'rendering_stage_2' }],
  ['unknown_field', gateway, 0, 200, { queue_position: 3 }],
  ['status_synonyms', 'xai', 0, 202, { status: 'NOT_START' }],
  ['status_synonyms', 'xai', past, 200, { status: 'succeeded' }],
  [
    'status_synonyms',
    gateway,
    past,
    200,
    { status: 'succeeded', video_url: expect.stringContaining('/files/') },
  ],
  ['status_upper_case', gateway, past, 200, { status: 'SUCCEEDED' }],
  ['status_unknown', gateway, 0, 200, { status: 'unknown', video_url: null }],
  ['status_expired', gateway, past, 200, { status: 'EXPIRED', video_url: null }],
  ['missing_link', 'xai', past, 200, { status: 'done', video: { url: null } }],
  ['empty_link', gateway, past, 200, { status: 'completed', video_url: '' }],
  ['unusable_link', 'xai', past, 200, { video: { url: expect.stringContaining('please wait') } }],
  [
    'result_url',
    'cometapi',
    past,
    200,
    {
      data: {
        status: 'SUCCESS',
        fail_reason: '',
        result_url: expect.stringContaining('/files/'),
        data: { video: { url: null } },
      },
    },
  ],
  [
    'outer_failure_inner_done',
    'cometapi',
    past,
    200,
    {
      data: {
        status: 'FAILURE',
        data: { status: 'done', video: { url: expect.stringContaining('/files/') } },
      },
    },
  ],
  [
    'outer_failure_inner_running',
    'cometapi',
    past,
    200,
    { data: { status: 'FAILURE', fail_reason: 'task timeout', data: { status: 'pending' } } },
  ],
  ['model_remapped', 'xai', past, 200, { model: 'grok-imagine-video-fallback' }],
  ['other_task', gateway, past, 200, { id: expect.stringMatching(/-000000000000$/) }],
])('%s at %s is after %i s answered with %i', async (marker, mount, afterS, status, json) => {
  await using simulator = await open()
  const client = clientOf(simulator, mount)
  const id = await client.create(`a cat [sim:${marker}]`)
  simulator.pass(afterS)
  const answer = await client.poll(id)
  expect(answer.status).toBe(status)
  if (typeof json === 'string')
    expect(answer.text.startsWith(json) && (json !== '' || answer.text === '')).toBe(true)
  else expect(answer.json).toMatchObject(json)
})

test('a finished reply may lack its status, with the video in it', async () => {
  await using simulator = await open()
  for (const mount of ['xai', 'cometapi'] as const) {
    const client = clientOf(simulator, mount)
    const id = await client.create('a cat [sim:no_status]')
    simulator.pass(past)
    const { json } = await client.poll(id)
    expect(json).not.toHaveProperty('status')
    expect(json).toMatchObject({ video: { url: expect.stringContaining('/files/') } })
  }
})

test('the status may go backwards until the task is finished', async () => {
  await using simulator = await open()
  const client = clientOf(simulator, gateway)
  const id = await client.create('a cat [sim:status_backwards]')
  const words = [await client.poll(id), await client.poll(id), await client.poll(id)]
  expect(words.map(({ json }) => json?.status)).toEqual(['processing', 'queued', 'processing'])
  simulator.pass(past)
  expect((await client.poll(id)).json?.status).toBe('completed')
})

test('a link may come some answers after the completion', async () => {
  await using simulator = await open()
  const client = clientOf(simulator, 'xai')
  const id = await client.create('a cat [sim:late_link=1]')
  simulator.pass(past)
  expect([await client.link(id), await client.link(id)]).toEqual(['', expect.stringContaining('/files/')])
})

test('a lagging gateway tells what was true before', async () => {
  await using simulator = await open({ renderMs: 0 })
  const client = clientOf(simulator, 'xai')
  const id = await client.create('a cat [sim:gateway_lag=300]')
  simulator.pass(299)
  expect((await client.poll(id)).status).toBe(202)
  simulator.pass(2)
  expect((await client.poll(id)).json?.status).toBe('done')
})

test('a task may be unknown to every key but its own', async () => {
  await using simulator = await open()
  const client = clientOf(simulator, 'xai')
  const id = await client.create('a cat [sim:other_key_not_found]')
  expect((await client.poll(id, 'another-key')).status).toBe(404)
  expect((await client.poll(id)).status).toBe(202)
})

test.each([
  ['failed_charged', '4000000000'],
  ['failed_refunded', '0'],
  ['moderated_flag', '4000000000'],
  ['overcharged', '6000000000'],
])('%s is billed with %s ticks', async (marker, ticks) => {
  for (const chargeFailures of [true, false]) {
    await using simulator = await open({ chargeFailures })
    await clientOf(simulator, 'xai').create(`a cat [sim:${marker}]`)
    simulator.pass(past)
    expect(await bill(simulator)).toEqual({ creations: 1, sum_ticks: ticks })
  }
})

test('the first task of a prompt fails for nothing, the second one completes under another id', async () => {
  await using simulator = await open()
  const client = clientOf(simulator, gateway)
  const ids = [
    await client.create('a cat [sim:failed_first]'),
    await client.create('a cat [sim:failed_first]'),
  ]
  simulator.pass(past)
  const states = await Promise.all(ids.map(async (id) => (await client.poll(id)).json?.status))
  expect(states).toEqual(['failed', 'completed'])
  expect(await bill(simulator)).toEqual({ creations: 2, sum_ticks: '5030000000' })
})

test('a marker of another mount is refused by name', async () => {
  await using simulator = await open()
  const answer = await clientOf(simulator, 'xai').post('generations', {
    prompt: 'a [sim:outer_failure_inner_done]',
  })
  expect(answer).toMatchObject({ status: 400, json: { error: expect.stringContaining('cometapi only') } })
})

test('a rate strikes only at the mounts of its scenario', async () => {
  await using simulator = await open({ scenarios: { spending_limit: 1 } })
  expect((await clientOf(simulator, 'xai').post('generations', { prompt: 'a cat' })).status).toBe(402)
  await clientOf(simulator, 'cometapi').create('a cat')
})

/** Scenarios whose answer never ends, or takes real time. */
const unending = new Set(['endless_clip', 'dripping_clip'])

test.each(mountNames)('no scenario of %s makes the simulator itself fail', async (mount) => {
  await using simulator = await open({ renderMs: 100_000, clipBytes: 4096 })
  const client = clientOf(simulator, mount)
  for (const { name, phase, scenario } of scenarioTable.values()) {
    const isHere = scenario.mounts === undefined || scenario.mounts.includes(mount)
    if (!isHere || unending.has(name)) continue
    const marker = scenario.unit.includes('milliseconds') || name === 'create_held' ? `${name}=0.01` : name
    const seen = await walk(client, simulator, `${phase} [sim:${marker}]`)
    for (const { text } of seen) expect(text, name).not.toContain('simulator:')
    // The storm and the refusals have passed for the next one.
    simulator.pass(past)
  }
})

/** A creation, a question before and one after the end, and the file: whatever comes of them. */
async function walk(client: Client, simulator: TestSimulator, prompt: string): Promise<readonly Answer[]> {
  const lost: Answer = { status: 0, headers: new Headers(), text: '', json: undefined }
  const made = await client.create(prompt).catch((error: Error) => ({ ...lost, text: error.message }))
  if (typeof made !== 'string') return [made]
  const early = await client.poll(made).catch(() => lost)
  simulator.pass(past)
  const late = await client.poll(made).catch(() => lost)
  return [early, late]
}

test('a withheld clip is SUCCESS without a link in the wrapper', async () => {
  await using simulator = await open({ cometReplies: 'wrapped' })
  const client = clientOf(simulator, 'cometapi')
  const id = await client.create('a cat [sim:moderated_flag]')
  simulator.pass(past)
  expect((await client.poll(id)).json?.data).toMatchObject({
    status: 'SUCCESS',
    fail_reason: '',
    data: { status: 'done', video: { url: null, respect_moderation: false } },
  })
})
