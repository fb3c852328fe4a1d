import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { JobId } from '@reelkeep/core'
import { createTestDatabase, createTestQueueSettings, waitUntil } from '@reelkeep/testing'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Handling,
  type Lanes,
  type LanesOptions,
  type Message,
  openLanes,
  openProducer,
  type Producer,
  type QueueSettings,
} from '../src/index.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  // The last opened first: a store outlives whoever uses it.
  for (const resource of open.splice(0).reverse()) await resource.close()
})

const stores: [string, () => QueueSettings | Promise<QueueSettings>][] = [
  ['Redis', () => createTestQueueSettings()],
  [
    "BullMQ's Postgres backend",
    async () => {
      const database = await createTestDatabase()
      open.push({ close: async () => database[Symbol.asyncDispose]() })
      return { kind: 'postgres', url: database.url, schema: 'reelkeep_queue' }
    },
  ],
]

describe.each(stores)('on %s', (_name, createSettings) => {
  it('hands a message over once however often it is rung', async () => {
    const { producer, seen } = await openPair(await createSettings())
    await producer.wake([wakeOf('job_a', 1, 200)])
    await producer.wake([wakeOf('job_a', 1, 200), wakeOf('job_a', 1)])
    await waitUntil(() => seen.length >= 1, { what: 'the message' })
    await producer.wake([wakeOf('job_b', 1)])
    await waitUntil(() => seen.some(({ id }) => id === 'job_b'), { what: 'the message after it' })
    expect(seen.map(({ id, version }) => `${id} ${version}`)).toEqual(['job_a 1', 'job_b 1'])
  })

  it('counts what a lane does not take, and a lane that is opened again takes it', async () => {
    const release = Promise.withResolvers<Handling>()
    const { producer, lanes, seen } = await openPair(
      await createSettings(),
      {},
      ({ id }) => (id === 'job_a' ? release.promise : Promise.resolve('done')),
      1,
    )
    await producer.wake([wakeOf('job_a', 1)])
    await waitUntil(() => seen.length === 1, { what: 'the message that is held' })
    await producer.wake([wakeOf('job_b', 1)])
    await waitUntil(async () => (await producer.waiting('poll', 0)) === 1, { what: 'the one behind it' })
    lanes.reopen('poll')
    await waitUntil(() => seen.some(({ id }) => id === 'job_b'), { what: 'the one behind it to be taken' })
    release.resolve('done')
  })

  it('counts a delayed message whose time has passed while no lane was there to promote it', async () => {
    const producer = openProducer(await createSettings())
    open.push(producer)
    await producer.wake([wakeOf('job_a', 1, 50), wakeOf('job_b', 1, 60_000)])
    await waitUntil(async () => (await producer.waiting('poll', 20)) === 1, { what: 'the first to be late' })
  })

  it('takes a handled message again when it is rung again', async () => {
    const { producer, seen } = await openPair(await createSettings())
    await producer.wake([wakeOf('job_a', 1)])
    await waitUntil(async () => seen.length === 1, { what: 'the first ring' })
    await waitUntil(
      async () => {
        await producer.wake([wakeOf('job_a', 1)])
        return seen.length >= 2
      },
      { what: 'the second ring' },
    )
  })

  it('keeps a delayed message until it is due', async () => {
    const { producer, seen } = await openPair(await createSettings())
    const rungAt = performance.now()
    await producer.wake([wakeOf('job_a', 1, 400)])
    await waitUntil(async () => seen.length === 1, { what: 'the delayed message' })
    expect(seen[0]?.seenAt).toBeGreaterThanOrEqual(rungAt + 395)
  })

  it('tells admission of a nudge', async () => {
    const nudged: string[] = []
    const { producer } = await openPair(await createSettings(), {
      onNudge: (upstream) => nudged.push(upstream),
    })
    await producer.nudge('globalaiopc')
    await waitUntil(async () => nudged.includes('globalaiopc'), { what: 'the nudge' })
  })

  it('keeps a message that was given back for the next worker', async () => {
    const settings = await createSettings()
    const first = await openPair(settings, {}, async () => {
      first.lanes.stopTaking()
      return 'given-back'
    })
    await first.producer.wake([wakeOf('job_a', 1)])
    await waitUntil(async () => first.seen.length >= 1, { what: 'the first worker' })
    await first.lanes.close()
    const second = await openPair(settings)
    await waitUntil(async () => second.seen.length === 1, { what: 'the second worker' })
  })

  it('hands over what was put off when its time has come, and others meanwhile', async () => {
    let putOff = false
    const { producer, seen } = await openPair(
      await createSettings(),
      {},
      async ({ id }) => {
        if (id !== 'job_a' || putOff) return 'done'
        putOff = true
        return { againInMs: 600 }
      },
      1,
    )
    await producer.wake([wakeOf('job_a', 1)])
    await waitUntil(async () => seen.length === 1, { what: 'the message' })
    await producer.wake([wakeOf('job_b', 1)])
    await waitUntil(async () => seen.length === 3, { what: 'it again' })
    expect(seen.map(({ id }) => id)).toEqual(['job_a', 'job_b', 'job_a'])
    expect((seen[2]?.seenAt ?? 0) - (seen[0]?.seenAt ?? 0)).toBeGreaterThanOrEqual(595)
  })

  it('gives the message of a killed worker to another', async () => {
    const settings = await createSettings()
    const holder = await startHolder(settings)
    const producer = openProducer(settings)
    open.push(producer)
    await producer.wake([wakeOf('job_a', 1)])
    await once(holder, 'message')
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const { seen } = await openPair(settings, { lockMs: 1_000, stalledCheckMs: 200 })
    await waitUntil(async () => seen.length === 1, { what: 'the rescued message' })
    await producer.wake([wakeOf('job_b', 1)])
    await waitUntil(async () => seen.length === 2, { what: 'a fresh message' })
    expect(seen.map(({ id, isRedelivered }) => [id, isRedelivered])).toEqual([
      ['job_a', true],
      ['job_b', false],
    ])
  })

  it('proves with a ping that the store takes writes', async () => {
    const producer = openProducer(await createSettings())
    open.push(producer)
    await expect(producer.ping()).resolves.toBeUndefined()
  })

  it('rings many jobs together without losing one', async () => {
    const { producer, seen } = await openPair(await createSettings())
    await Promise.all(Array.from({ length: 300 }, (_, index) => producer.wake([wakeOf(`job_${index}x`, 1)])))
    await waitUntil(async () => seen.length >= 300, { what: 'all messages' })
    expect(new Set(seen.map(({ id }) => id)).size).toBe(300)
  })
})

describe('a flushed Redis', () => {
  it('takes the lost messages again under their ids', async () => {
    const settings = await createTestQueueSettings()
    const { producer, seen } = await openPair(settings)
    await producer.wake([wakeOf('job_a', 1, 60_000), wakeOf('job_b', 2, 60_000)])
    await flush(settings)
    await producer.wake([wakeOf('job_a', 1), wakeOf('job_b', 2)])
    await waitUntil(async () => seen.length === 2, { what: 'both messages' })
  })

  it('aborts what is under way, since another worker may run the same message', async () => {
    const settings = await createTestQueueSettings()
    const aborted = Promise.withResolvers<void>()
    const pair = await openPair(settings, { lockMs: 500 }, async (_message, signal) => {
      signal.addEventListener('abort', () => aborted.resolve())
      await aborted.promise
      return 'done'
    })
    await pair.producer.wake([wakeOf('job_a', 1)])
    await waitUntil(async () => pair.seen.length === 1, { what: 'the message' })
    await flush(settings)
    await aborted.promise
  })
})

describe("a restart of BullMQ's Postgres", () => {
  it('ends no process, and messages go on', async () => {
    const database = await createTestDatabase()
    open.push({ close: async () => database[Symbol.asyncDispose]() })
    const settings = { kind: 'postgres', url: database.url, schema: 'reelkeep_queue' } as const
    const { producer, seen } = await openPair(settings)
    await producer.wake([wakeOf('job_a', 1)])
    await waitUntil(() => seen.length === 1, { what: 'the message before' })
    // What a fast shutdown of the server does to its clients.
    const { sql } = database.db
    const ended = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`
    expect(ended.length).toBeGreaterThan(2)
    let version = 1
    await waitUntil(
      async () => {
        version += 1
        // A ring that meets a dead connection is rejected; in production the sweep rings again.
        await producer.wake([wakeOf('job_a', version)]).catch(() => undefined)
        return seen.length >= 2
      },
      { what: 'a message after' },
    )
  })
})

describe('a Redis that is away', () => {
  it('is reported to the caller at once, and nothing is sent later', async () => {
    const producer = openProducer({ kind: 'redis', url: 'redis://127.0.0.1:1', prefix: '{away}' })
    open.push(producer)
    await expect(producer.wake([wakeOf('job_a', 1)])).rejects.toThrow()
    await expect(producer.nudge('globalaiopc')).rejects.toThrow()
    await expect(producer.ping()).rejects.toThrow()
  })
})

describe('a Redis that evicts keys', () => {
  it('is named with the fix', async () => {
    const settings = await createTestQueueSettings()
    if (settings.kind !== 'redis') throw new Error('only Redis evicts keys')
    const producer = openProducer(settings)
    const client = new Redis(settings.url)
    open.push(producer, { close: async () => client.disconnect() })
    expect(await producer.warnings()).toEqual([])
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    try {
      expect(await producer.warnings()).toEqual([expect.stringContaining('set maxmemory-policy noeviction')])
    } finally {
      await client.config('SET', 'maxmemory-policy', 'noeviction')
    }
  })
})

type Seen = Message & { readonly isRedelivered: boolean; readonly seenAt: number }

async function openPair(
  settings: QueueSettings,
  options: Partial<LanesOptions> = {},
  run: (message: Message, signal: AbortSignal) => Promise<Handling> = async () => 'done',
  concurrency = 10,
): Promise<{ producer: Producer; lanes: Lanes; seen: Seen[] }> {
  const seen: Seen[] = []
  const producer = openProducer(settings)
  const lanes = openLanes(
    settings,
    [
      {
        step: 'poll',
        concurrency,
        run: (message, signal, isRedelivered) => {
          seen.push({ ...message, isRedelivered, seenAt: performance.now() })
          return run(message, signal)
        },
      },
    ],
    { onNudge: () => undefined, onError: () => undefined, ...options },
  )
  open.push({
    close: async () => {
      await lanes.close()
      await producer.close()
    },
  })
  await lanes.ready()
  return { producer, lanes, seen }
}

function wakeOf(jobId: string, version: number, delayMs = 0) {
  return {
    jobId: jobId as JobId,
    version,
    step: 'poll' as const,
    at: new Date(Date.now() + delayMs),
  }
}

/** What FLUSHALL does to us, without touching what other tests keep in the same Redis. */
async function flush(settings: QueueSettings): Promise<void> {
  if (settings.kind !== 'redis') throw new Error('only Redis can be flushed')
  const client = new Redis(settings.url)
  const keys = (await client.keys('*')).filter((key) => key.startsWith(settings.prefix))
  if (keys.length > 0) await client.del(keys)
  client.disconnect()
}

async function startHolder(settings: QueueSettings): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [new URL('./hold-message.ts', import.meta.url).pathname, JSON.stringify(settings)],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  open.push({
    close: async () => {
      child.kill('SIGKILL')
    },
  })
  await once(child, 'message')
  return child
}
