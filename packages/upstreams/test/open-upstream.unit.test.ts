import type { CredentialId, TaskId } from '@reelkeep/core'
import { aJob, aSubmission } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { authorizationFor, openUpstream, readUpstreamSettings } from '../src/index.ts'
import { type SeenRequest, startHttp } from './socket-server.ts'

const io = { signal: new AbortController().signal }
const taskId = 'video/1' as TaskId

async function ask(
  what: 'submit' | 'poll',
  reply: { status: number; body?: unknown; headers?: Record<string, string>; isCut?: boolean },
  more: {
    section?: object
    env?: Record<string, string>
    credentialId?: CredentialId
    model?: string
    baseUrl?: string
    prompt?: string
  } = {},
) {
  await using server = await startHttp((_seen, _request, response) => {
    const text = JSON.stringify(reply.body ?? {})
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
    if (reply.isCut) response.write(text, () => response.destroy())
    else response.end(text)
  })
  const [settings] = readUpstreamSettings({
    section: {
      gate: { profile: 'globalaiopc', base_url: `${server.url}/base`, api_key: 'k-new', ...more.section },
    },
    defaultUpstream: 'gate',
    env: more.env ?? {},
  })
  if (!settings) throw new Error('no upstream was read')
  const upstream = openUpstream(settings)
  const job = aJob({
    upstream: 'gate',
    model: more.model ?? 'grok_video3',
    ...(more.prompt !== undefined && { prompt: more.prompt }),
    submission: aSubmission({
      taskId,
      credentialId: more.credentialId ?? settings.credentials.at(-1)?.id ?? null,
      baseUrl: more.baseUrl ?? settings.baseUrl,
    }),
  })
  const answer = await upstream[what](job, io)
  await upstream.close()
  const seen: SeenRequest | undefined = server.requests[0]
  return { ...answer, seen, requests: server.requests.length }
}

describe('an upstream', () => {
  it('asks with the key that made the task, after a rotation too', async () => {
    const { seen } = await ask('poll', { status: 200 }, { env: { GATE_API_KEY_PREVIOUS: 'k-old' } })
    expect(seen?.headers.authorization).toBe('Bearer k-old')
    expect(seen?.url).toBe('/base/v1/result/video%2F1')
  })

  it('does not give a task up because another key does not know it', async () => {
    const stranger = { credentialId: 'cred_gone' as CredentialId }
    expect((await ask('poll', { status: 404, body: { error: 'no' } }, stranger)).event).toMatchObject({
      type: 'poll-unanswered',
      message: expect.stringContaining('GATE_API_KEY_PREVIOUS'),
    })
    const known = await ask('poll', { status: 200, body: { id: taskId, status: 'queued' } }, stranger)
    expect(known.event.type).toBe('poll-pending')
  })

  it('closes no gate because a key that is not used for creates any more is refused', async () => {
    const old = { env: { GATE_API_KEY_PREVIOUS: 'k-old' } }
    const refused = { status: 401, body: { error: 'revoked' } }
    expect((await ask('poll', refused, old)).event).toMatchObject({
      type: 'poll-unanswered',
      httpStatus: 401,
    })
    expect((await ask('poll', refused)).event.type).toBe('poll-account-refused')
    expect((await ask('poll', { status: 404, body: { error: 'no' } }, old)).event.type).toBe('task-missing')
  })

  it('asks about a task where it was made, with its key, wherever creates go now', async () => {
    await using former = await startHttp((_seen, _request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"revoked"}')
    })
    const answer = await ask('poll', { status: 200 }, { baseUrl: `${former.url}/old/` })
    expect(answer.requests).toBe(0)
    expect(former.requests.map(({ url }) => url)).toEqual(['/old/v1/result/video%2F1'])
    expect(former.requests[0]?.headers.authorization).toBe('Bearer k-new')
    // What a former place says of our key is no reason to stop creating elsewhere.
    expect(answer.event).toMatchObject({ type: 'poll-unanswered', httpStatus: 401 })
  })

  it('gives no other key to a place that is not configured any more', async () => {
    await using former = await startHttp((_seen, _request, response) => response.end('{}'))
    const answer = await ask(
      'poll',
      { status: 200 },
      { baseUrl: former.url, credentialId: 'cred_gone' as CredentialId },
    )
    expect([answer.requests, former.requests.length]).toEqual([0, 0])
    expect(answer.event).toMatchObject({
      type: 'poll-unanswered',
      message: expect.stringContaining('GATE_API_KEY_PREVIOUS'),
    })
  })

  it.each(['', 'not an address', 'ftp://former.example.com', '/relative'])(
    'asks at the configured place when the row says %j',
    async (baseUrl) => {
      expect((await ask('poll', { status: 200 }, { baseUrl })).seen?.url).toBe('/base/v1/result/video%2F1')
    },
  )

  it('never submits under another key than the submission names', async () => {
    const { event, requests } = await ask(
      'submit',
      { status: 200 },
      { credentialId: 'cred_gone' as CredentialId },
    )
    expect(event.type).toBe('submit-not-sent')
    expect(requests).toBe(0)
  })

  it('takes a task whose reply was cut behind the whole of its JSON', async () => {
    const cut = { isCut: true, headers: { 'content-length': '999' } }
    const named = await ask('submit', { ...cut, status: 200, body: { id: 'video_7', status: 'queued' } })
    expect(named.event).toEqual({ type: 'submit-accepted', taskId: 'video_7', upstreamStatus: 'queued' })
    const refused = await ask('submit', { ...cut, status: 400, body: { error: 'bad ratio' } })
    expect(refused.event.type).toBe('submit-unknown')
  })

  it('keeps no key that a server puts into its content type', async () => {
    const { exchange } = await ask('submit', { status: 500, headers: { 'content-type': 'text/k-new' } })
    expect(exchange.contentType).toBe('text/[key]')
  })

  it('leaves the duration out where the model fixes it', async () => {
    const { seen } = await ask('submit', { status: 200, body: { id: 'a' } }, { model: 'grok_video3_pro' })
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      model: 'grok_video3_pro',
      prompt: 'a lighthouse at dusk',
      aspect_ratio: '16:9',
      resolution: '720p',
    })
  })

  it('divides a wait that the vendor asks for by the speed of the simulated clock', async () => {
    const { event } = await ask(
      'submit',
      { status: 429, headers: { 'retry-after': '30' } },
      { section: { simulated: true, speed: 60 } },
    )
    expect(event).toMatchObject({ type: 'submit-rate-limited', retryAfterMs: 500 })
  })

  it('does not take the words of a prompt that is echoed for its own', async () => {
    const prompt = 'a neon sign: "insufficient balance, please top up"'
    const echo = { status: 400, body: { error: { message: `rejected: ${prompt}` } } }
    expect((await ask('submit', echo, { prompt })).event.type).toBe('submit-rejected')
    expect((await ask('poll', echo, { prompt })).event.type).toBe('poll-unanswered')
    const own = { status: 400, body: { error: { message: 'insufficient balance' } } }
    expect((await ask('submit', own, { prompt })).event.type).toBe('submit-account-refused')
  })

  it('shows a refusal without the prompt in it', async () => {
    const { event, exchange } = await ask('submit', {
      status: 400,
      body: { error: 'cannot render "a lighthouse at dusk"' },
    })
    expect(event).toMatchObject({ type: 'submit-rejected', vendorMessage: 'cannot render "[prompt]"' })
    expect(exchange).toMatchObject({
      step: 'submit',
      method: 'POST',
      path: '/base/v1/grok/videos',
      httpStatus: 400,
      body: '{"error":"cannot render \\"[prompt]\\""}',
    })
  })

  it('does not take a prompt that a failure echoes for the reason of it', async () => {
    const prompt = 'a documentary about content moderation'
    const body = { id: taskId, status: 'failed', error: `could not render "${prompt}"` }
    expect((await ask('poll', { status: 200, body }, { prompt })).event).toMatchObject({
      type: 'render-failed',
      reason: 'upstream_failed',
      vendorMessage: 'could not render "[prompt]"',
    })
  })

  it('leaves a link whole that has the prompt in it', async () => {
    const link = 'https://cdn.example.com/a lighthouse at dusk.mp4'
    const body = { id: taskId, status: 'completed', video_url: link }
    expect((await ask('poll', { status: 200, body })).event).toMatchObject({ type: 'render-succeeded', link })
  })

  it('says what no table of its dialect names', async () => {
    const body = { id: taskId, status: 'brewing', temperature: { celsius: 96 } }
    expect((await ask('poll', { status: 200, body })).surprises).toEqual([
      { kind: 'status', name: 'brewing' },
      { kind: 'field', name: 'temperature' },
    ])
    expect((await ask('submit', { status: 200, body })).surprises).toHaveLength(2)
  })
})

describe('the key for a link', () => {
  const [settings] = readUpstreamSettings({
    section: { gate: { profile: 'cometapi', base_url: 'https://api.example.com/v9', api_key: 'k-new' } },
    defaultUpstream: 'gate',
    env: { GATE_API_KEY_PREVIOUS: 'k-old' },
  })
  if (!settings) throw new Error('no upstream was read')
  const [current, previous] = settings.credentials
  const keyFor = (link: string, baseUrl: string | null, credentialId: CredentialId | null | undefined) => {
    const submission = aSubmission({ taskId, baseUrl, credentialId: credentialId ?? null })
    return authorizationFor(settings, aJob({ submission }), new URL(link))
  }

  it.each([
    ['https://api.example.com/v1/videos/1/content', 'Bearer k-old'],
    ['https://API.example.com:443/elsewhere', 'Bearer k-old'],
    ['http://api.example.com/v1/videos/1/content', null],
    ['https://api.example.com:8443/v1/videos/1/content', null],
    ['https://cdn.api.example.com/1.mp4', null],
    ['https://api.example.com.evil.example/1.mp4', null],
    ['https://api.example.com@evil.example/1.mp4', null],
    ['https://vidgen.x.ai/1.mp4', null],
  ])('at %s is %s', (link, expected) => {
    expect(keyFor(link, 'https://api.example.com/v9', previous?.id)).toBe(expected)
  })

  it('follows the task to where it was made', () => {
    const former = 'https://former.example.com'
    expect(keyFor(`${former}/1.mp4`, former, previous?.id)).toBe('Bearer k-old')
    expect(keyFor('https://api.example.com/1.mp4', former, previous?.id)).toBeNull()
    expect(keyFor('https://api.example.com/1.mp4', 'no address', current?.id)).toBe('Bearer k-new')
  })

  it('is the very key that made the task, or none', () => {
    const link = 'https://api.example.com/1.mp4'
    expect(keyFor(link, settings.baseUrl, 'cred_gone' as CredentialId)).toBeNull()
    expect(keyFor(link, null, null)).toBe('Bearer k-new')
    expect(keyFor('https://former.example.com/1.mp4', 'https://former.example.com', null)).toBeNull()
  })
})
