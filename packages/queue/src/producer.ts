import type { Step } from '@reelkeep/core'
import type { Redis } from 'ioredis'
import { archivePriority } from './archive-priority.ts'
import { firstContact, openFailFastRedis } from './connection.ts'
import { createGrouper, type Grouper } from './grouper.ts'
import { inspectRedis, type StoreReport } from './inspect-redis.ts'
import { admissionQueue, type JobWake, messageIdOf, nudgeIdOf } from './message.ts'
import { type MessageQueue, openPostgresQueue, openRedisQueue, type QueuedMessage } from './message-queue.ts'
import type { QueueSettings } from './settings.ts'

/**
 * Rings for jobs and for admission. It never waits for a store that is away: it rejects at once, which costs its
 * caller nothing, since the row with its `due_at` is committed and the sweep rings again.
 */
export type Producer = {
  /** Rings that are made together travel together, one round trip per queue. */
  wake(wakes: readonly JobWake[]): Promise<void>
  /** Asks whichever worker hears it to admit jobs of this upstream now. */
  nudge(upstream: string): Promise<void>
  /** Rejects unless the store takes a write. */
  ping(): Promise<void>
  /** How many messages of a step a lane with a free place could take now, and has not for `overdueMs` where delayed. */
  waiting(step: Step, overdueMs: number): Promise<number>
  /** What an operator should know about the store although it answers; empty when all is well. */
  warnings(): Promise<string[]>
  /** What the store is, for a person to judge; null: messages live in Postgres. Rejects while it is away. */
  inspect(): Promise<StoreReport | null>
  close(): Promise<void>
}

export type ProducerOptions = {
  /** The clock of `at`: delays are counted from its now. */
  readonly clock?: { now(): Date }
  readonly onError?: (error: Error) => void
  /** A ring is waited for no longer, and may still be heard later. Absent: as long as the store may take, 5 s and more. */
  readonly patienceMs?: number
}

const messagesPerRoundTripMax = 500

export function openProducer(settings: QueueSettings, options: ProducerOptions = {}): Producer {
  const clock = options.clock ?? { now: () => new Date() }
  const onError = options.onError ?? ignoreError
  const client = settings.kind === 'redis' ? openFailFastRedis(settings.url) : null
  client?.on('error', onError)
  const contact = client ? firstContact(client) : Promise.resolve()
  const queues = new Map<string, MessageQueue>()
  const groupers = new Map<string, Grouper<QueuedMessage, 'rung'>>()
  let closed = false

  function queueFor(name: string): MessageQueue {
    const known = queues.get(name)
    if (known) return known
    const opened = openQueue(name, settings, client, onError)
    queues.set(name, opened)
    return opened
  }

  // A Postgres queue that could not be readied stays broken for its lifetime, so the next ring opens a new one.
  async function withQueue<Answer>(
    name: string,
    use: (queue: MessageQueue) => Promise<Answer>,
  ): Promise<Answer> {
    if (closed) throw new Error('the producer is closed')
    await contact
    const queue = queueFor(name)
    try {
      return await use(queue)
    } catch (error) {
      if (settings.kind === 'postgres' && queues.get(name) === queue) {
        queues.delete(name)
        queue.close().catch(onError)
      }
      throw error
    }
  }

  function grouperFor(name: string): Grouper<QueuedMessage, 'rung'> {
    const known = groupers.get(name)
    if (known) return known
    const made = createGrouper<QueuedMessage, 'rung'>({
      batchMax: messagesPerRoundTripMax,
      run: async (messages) => {
        await withQueue(name, (queue) => queue.add(messages))
        return messages.map(() => 'rung')
      },
    })
    groupers.set(name, made)
    return made
  }

  return {
    wake: async (wakes) => {
      const now = clock.now().getTime()
      await within(
        Promise.all(wakes.map((wake) => grouperFor(wake.step).call(messageOf(wake, now)))),
        options.patienceMs,
      )
    },
    nudge: async (upstream) => {
      const nudge = { id: nudgeIdOf(upstream), name: admissionQueue, data: { upstream }, delayMs: 0 }
      await within(grouperFor(admissionQueue).call(nudge), options.patienceMs)
    },
    waiting: (step, overdueMs) => withQueue(step, (queue) => queue.waiting(overdueMs)),
    ping: () => withQueue(admissionQueue, (queue) => queue.write()),
    warnings: async () => {
      await contact
      return client ? warningsOf(client) : ['messages live in Postgres: for trying only']
    },
    inspect: async () => {
      await contact
      return client ? inspectRedis(client) : null
    },
    close: async () => {
      closed = true
      await Promise.allSettled([...groupers.values()].map((grouper) => grouper.idle()))
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()))
      client?.disconnect()
    },
  }
}

/** A frozen store keeps its connection open, and whoever must answer a caller cannot wait for it. */
async function within<Value>(ringing: Promise<Value>, patienceMs: number | undefined): Promise<Value> {
  if (patienceMs === undefined) return ringing
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Error(`the queue store did not answer within ${patienceMs} ms`)),
    patienceMs,
  )
  try {
    return await Promise.race([ringing, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function messageOf(wake: JobWake, now: number): QueuedMessage {
  return {
    id: messageIdOf(wake),
    name: wake.step,
    data: { id: wake.jobId, version: wake.version },
    // Never early: an upstream's interval is a promise.
    delayMs: Math.max(0, Math.ceil(wake.at.getTime() - now)),
    ...(wake.step === 'archive' && { priority: archivePriority(wake.expiresAt ?? null) }),
  }
}

function openQueue(
  name: string,
  settings: QueueSettings,
  client: Redis | null,
  onError: (error: Error) => void,
): MessageQueue {
  if (settings.kind === 'postgres') return openPostgresQueue(name, settings, onError)
  if (client === null) throw new Error('a Redis queue needs its client')
  return openRedisQueue(name, settings, client, onError)
}

/** BullMQ's locks expire by themselves, so any eviction may take a message that is being handled. */
async function warningsOf(client: Redis): Promise<string[]> {
  const memory = await client.info('memory')
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1]
  if (policy === undefined || policy === 'noeviction') return []
  return [`the queue store evicts keys (maxmemory-policy ${policy}); set maxmemory-policy noeviction`]
}

/** Every rejected call tells its caller; the event only repeats it. */
function ignoreError(): void {}
