import { expect, test } from 'vitest'
import type { MountName } from '../src/mounts/mount-names.ts'
import { clientOf } from './a-client.ts'
import { aSimulator } from './a-simulator.ts'

const past = 1000
const open = (options = {}) => aSimulator({ xaiRequestsPerSecond: null, ...options })
const gateway = 'globalaiopc'

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
