import { request as httpRequest } from 'node:http'
import type { Job, Mode, RenderParams } from '@reelkeep/core'
import { aJob, aSubmission } from '@reelkeep/testing'
import type { ConformanceWorld, SentRequest } from '../src/conformance.ts'
import type { Fault } from '../src/conformance-faults.ts'
import { openUpstream, readUpstreamSettings } from '../src/index.ts'
import { startHttp } from './socket-server.ts'

/** One upstream as the other side plays it: what is asked of each mode, and what must come out on the wire. */
export type Offer = {
  readonly profile: string
  readonly model: string
  readonly modes: { readonly [mode in Mode]?: Asked }
}

type Asked = {
  readonly params: Partial<RenderParams>
  readonly path: string
  /** Beside model and prompt. */
  readonly body: { readonly [name: string]: unknown }
}

/** What a mode that takes no such values has of them. */
export const nothing = { durationS: null, aspectRatio: null, resolution: null }

/** What plays the upstream: the simulator, or a server of a test's own. */
export type OtherSide = {
  /** Where the base URL begins: everything asked of it passes through the world's wire. */
  readonly origin: string
  /** The rest of the base URL. */
  readonly mount: string
  creations(): Promise<number>
  finishRenders(): void
  /** What in a prompt makes it play a fault. */
  marker(fault: Exclude<Fault, 'none'>): string
  stop(): Promise<void>
}

export async function openWorld(
  { profile, model, modes }: Offer,
  other: OtherSide,
): Promise<ConformanceWorld & AsyncDisposable> {
  const wire = await startWire(other.origin)
  const [settings] = readUpstreamSettings({
    section: { own: { profile, base_url: `${wire.url}${other.mount}`, api_key: 'canary-key' } },
    defaultUpstream: 'own',
    env: {},
  })
  if (!settings) throw new Error('no upstream was read')
  const upstream = openUpstream(settings)
  return {
    upstream,
    key: 'canary-key',
    job: (mode, fault) =>
      aJobOf(mode, model, modes[mode]?.params ?? {}, fault === 'none' ? '' : other.marker(fault)),
    sent: () => wire.sent,
    creations: other.creations,
    finishRenders: other.finishRenders,
    expectedCreate: (mode, job) => ({
      path: `${other.mount}${modes[mode]?.path}`,
      body: { model, prompt: job.prompt, ...modes[mode]?.body },
    }),
    [Symbol.asyncDispose]: async () => {
      await upstream.close()
      await wire[Symbol.asyncDispose]()
      await other.stop()
    },
  }
}

function aJobOf(mode: Mode, model: string, params: Partial<RenderParams>, marker: string): Job {
  return aJob({
    upstream: 'own',
    model,
    operation: mode === 'edit' || mode === 'extend' ? mode : 'generate',
    state: 'submitting',
    prompt: `a canary in the rain ${marker}`,
    params: { ...nothing, imageUrls: [], videoUrl: null, ...params },
    submission: aSubmission({ status: 'sending', credentialId: null, baseUrl: null }),
  })
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
