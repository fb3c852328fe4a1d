import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSimulator } from '@reelkeep/simulator'
import { aJob, aSubmission } from '@reelkeep/testing'
import { describe, it } from 'vitest'
import { type ConformanceWorld, conformanceCases, type Fault, type SentRequest } from '../src/conformance.ts'
import { openUpstream, readUpstreamSettings } from '../src/index.ts'
import { startHttp } from './socket-server.ts'

/** How the simulator is told to misbehave. */
const markers: { readonly [fault in Fault]: string } = {
  none: '',
  'refused for now': '[sim:rate_limited]',
  'out of credit': '[sim:no_credit]',
  'key refused': '[sim:unauthorized]',
  'error, nothing made': '[sim:server_error]',
  'error, task made': '[sim:server_error_created]',
  'page, nothing made': '[sim:bad_gateway]',
  'page, task made': '[sim:bad_gateway_created]',
  'socket dies, nothing made': '[sim:refused_connection]',
  'socket dies, task made': '[sim:lost_reply]',
  'reply cut, task made': '[sim:lost_reply_after_headers]',
  'broken reply, task made': '[sim:garbage_create]',
  'no id, task made': '[sim:missing_id]',
  'render failed': '[sim:failed]',
  'content refused': '[sim:moderated]',
  'not known': '[sim:poll_not_found]',
  'asked too often': '[sim:poll_rate_limited]',
  'server error': '[sim:poll_error]',
  'socket dies': '[sim:poll_lost]',
  'broken answer': '[sim:poll_garbage]',
  'word of its own': '[sim:unknown_status]',
  'done without a link': '[sim:missing_link]',
}

async function openWorld(): Promise<ConformanceWorld & AsyncDisposable> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reelkeep-conformance-'))
  let nowMs = Date.parse('2026-11-20T10:00:00Z')
  const simulator = await startSimulator({ dataDir, apiKeys: ['canary-key'], now: () => nowMs })
  const wire = await startWire(simulator.url)
  const [settings] = readUpstreamSettings({
    section: {
      sim: { profile: 'globalaiopc', base_url: `${wire.url}/kyyReactApiServer`, api_key: 'canary-key' },
    },
    defaultUpstream: 'sim',
    env: {},
  })
  if (!settings) throw new Error('no upstream was read')
  const upstream = openUpstream(settings)
  return {
    upstream,
    key: 'canary-key',
    job: (fault) =>
      aJob({
        upstream: 'sim',
        state: 'submitting',
        prompt: `a canary in the rain ${markers[fault]}`,
        submission: aSubmission({ status: 'sending', credentialId: null, baseUrl: null }),
      }),
    sent: () => wire.sent,
    creations: async () => {
      const bill = await (await fetch(`${simulator.url}/console/bill`)).json()
      return Number((bill as { creations: number }).creations)
    },
    finishRenders: () => {
      nowMs += 60 * 60 * 1000
    },
    expectedBody: (job) => ({
      model: 'grok_video3',
      prompt: job.prompt,
      duration: 10,
      aspect_ratio: '16:9',
      resolution: '720p',
    }),
    [Symbol.asyncDispose]: async () => {
      await upstream.close()
      await wire[Symbol.asyncDispose]()
      await simulator.stop()
      await rm(dataDir, { recursive: true })
    },
  }
}

/** A wire between the two that remembers what passed, and breaks where the other end breaks. */
async function startWire(target: string): Promise<AsyncDisposable & { url: string; sent: SentRequest[] }> {
  const sent: SentRequest[] = []
  const server = await startHttp((seen, request, response) => {
    sent.push({
      method: seen.method,
      path: seen.url,
      authorization: seen.headers.authorization ?? null,
      connection: seen.headers.connection ?? null,
      body: seen.body,
    })
    const { host: _ours, ...headers } = request.headers
    const forward = httpRequest(`${target}${seen.url}`, { method: seen.method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers)
      reply.on('error', () => response.destroy())
      reply.pipe(response)
    })
    forward.on('error', () => response.destroy())
    forward.end(seen.body)
  })
  return { url: server.url, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('the GlobalAiOpc dialect, over a socket to the simulator', () => {
  for (const { title, run } of conformanceCases) {
    it(title, async () => {
      await using world = await openWorld()
      await run(world)
    })
  }
})
