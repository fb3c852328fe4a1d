import type { AddressInfo } from 'node:net'
import type { Producer } from '@reelkeep/queue'
import { createTestDatabase, type TestDatabase } from '@reelkeep/testing'
import { readUpstreamSettings } from '@reelkeep/upstreams'
import fastify from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { registerAdopt } from '../src/adopt/register-adopt.ts'
import { registerBatchCreation } from '../src/batches/register-batch-creation.ts'
import type { ApiConfig } from '../src/config.ts'
import type { App, AppDeps } from '../src/deps.ts'
import { openKeyDesk } from '../src/keys/open-keys.ts'
import { registerAuth } from '../src/plugins/auth.ts'
import { registerErrorHandler } from '../src/plugins/error-handler.ts'
import { registerIdempotency } from '../src/plugins/idempotency.ts'
import { registerRequestLog, requestIdFor } from '../src/plugins/request-log.ts'
import { registerValidation } from '../src/plugins/validation.ts'

export const adminKey = 'k'.repeat(40)

export type BatchWorld = {
  readonly database: TestDatabase
  readonly url: string
  readonly nudged: string[]
  /** What was rung for, such as `poll job_…`. */
  readonly rung: string[]
  post(body: string | Uint8Array | object, options?: PostOptions): Promise<Answer>
  adopt(body: string | object, options?: PostOptions): Promise<Answer>
  /** The lines that a file is read as. */
  readTable(body: string | Uint8Array, options?: PostOptions): Promise<Answer>
  [Symbol.asyncDispose](): Promise<void>
}

export type PostOptions = {
  readonly type?: string
  readonly query?: URLSearchParams | { readonly [key: string]: string }
  readonly key?: string
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads replies of any shape and says what it expects of them.
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: any }

/** The batch route on a real socket and a database of its own; the section is the configuration's `upstreams:`. */
export async function createBatchWorld(section: object = priced): Promise<BatchWorld> {
  const database = await createTestDatabase()
  const nudged: string[] = []
  const rung: string[] = []
  const app: App = fastify({ genReqId: requestIdFor }).withTypeProvider<ZodTypeProvider>()
  app.setSerializerCompiler(serializerCompiler)
  const deps = depsOf(database, section, { nudged, rung })
  let cause: unknown = null
  app.addHook('onError', async (_request, _reply, error) => {
    cause = error
  })
  registerErrorHandler(app)
  registerValidation(app)
  registerRequestLog(app)
  registerAuth(app, deps, openKeyDesk(deps))
  registerIdempotency(app, deps)
  registerBatchCreation(app, deps)
  registerAdopt(app, deps)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  async function ask(path: string, body: string | Uint8Array | object, options: PostOptions) {
    const answer = await post(`http://127.0.0.1:${port}${path}`, body, options)
    if (answer.status === 500) throw new Error('the server failed', { cause })
    return answer
  }
  return {
    database,
    url: `http://127.0.0.1:${port}`,
    nudged,
    rung,
    post: (body, options = {}) => ask('/v1/batches', body, options),
    adopt: (body, options = {}) => ask('/v1/adopt', body, options),
    readTable: (body, options = {}) => ask('/v1/batches/table', body, options),
    async [Symbol.asyncDispose]() {
      await app.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Ten cents a second, a dollar a call. */
const priced = {
  globalaiopc: {
    api_key: 'test-key',
    prices: {
      grok_video3: { per_second_usd: '0.10' },
      grok_video3_pro: { per_call_usd: '1' },
      grok_video3_max: { per_second_usd: '0.10' },
      grok_video3_stable: { per_call_usd: '1' },
    },
  },
}

type Rings = { readonly nudged: string[]; readonly rung: string[] }

function depsOf(database: TestDatabase, section: object, { nudged, rung }: Rings): AppDeps {
  const env = { GLOBALAIOPC_API_KEY: 'test-key' }
  const upstreams = readUpstreamSettings({
    section: section as Record<string, unknown>,
    defaultUpstream: 'globalaiopc',
    env,
  })
  const config = {
    adminKey,
    secret: 's'.repeat(40),
    defaultUpstream: 'globalaiopc',
    upstreams,
    store: { bucket: 'clips' },
    archive: { keyTemplate: '{batch}/{custom_id|row}_{slug}.mp4' },
  } as unknown as ApiConfig
  const producer = {
    nudge: async (upstream: string) => {
      nudged.push(upstream)
    },
    wake: async (wakes: readonly { step: string; jobId: string }[]) => {
      rung.push(...wakes.map(({ step, jobId }) => `${step} ${jobId}`))
    },
  } as unknown as Producer
  return {
    db: database.db,
    producer,
    upstreams,
    config,
    clock: { now: () => new Date() },
  } as unknown as AppDeps
}

async function post(url: string, body: string | Uint8Array | object, options: PostOptions): Promise<Answer> {
  const isText = typeof body === 'string' || body instanceof Uint8Array
  const query = new URLSearchParams(options.query ?? {})
  const response = await fetch(`${url}?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminKey}`,
      'content-type': options.type ?? (isText ? 'text/csv' : 'application/json'),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
    },
    body: isText ? (body as string) : JSON.stringify(body),
  })
  const isLines = response.headers.get('content-type')?.startsWith('application/x-ndjson') ?? false
  const read = isLines ? linesOf(await response.text()) : await response.json()
  return { status: response.status, headers: response.headers, body: read }
}

function linesOf(text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Moves the jobs of a custom_id as steps would, one legal edge after another. */
export async function moveJob(
  { db: { sql } }: TestDatabase,
  customId: string,
  to: 'submitting' | 'rendering' | 'failed' | 'canceled',
  failure: object = {},
): Promise<void> {
  if (to === 'canceled') {
    await sql`
      update jobs set state = 'canceled', reason = 'by_user', due_at = null, finished_at = now(), version = version + 1
      where custom_id = ${customId} and is_current`
    return
  }
  await sql`
    update jobs set state = 'submitting', submissions = 1, version = version + 1
    where custom_id = ${customId} and is_current`
  if (to === 'submitting') return
  if (to === 'rendering') {
    await sql`
      update jobs set state = 'rendering', submitted_at = now(), version = version + 1
      where custom_id = ${customId} and is_current`
    return
  }
  const whole = {
    step: 'poll',
    reason: 'upstream_failed',
    message: 'no',
    charged: 'no',
    retryable: true,
    ...failure,
  }
  await sql`
    update jobs set state = 'failed', reason = 'upstream_failed', failure = ${sql.json(whole)}, due_at = null,
      finished_at = now(), version = version + 1
    where custom_id = ${customId} and is_current`
}
