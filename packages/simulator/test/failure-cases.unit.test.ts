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
