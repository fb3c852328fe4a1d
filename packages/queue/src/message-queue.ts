import { createPostgresBackend, type JobType, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { listenToClients, postgresOptions } from './connection.ts'
import type { QueueSettings } from './settings.ts'

export type QueuedMessage = {
  readonly id: string
  readonly name: string
  readonly data: object
  readonly delayMs: number
  /** The lower the sooner, also when the delay is over; absent: before all that have one. */
  readonly priority?: number
}

/** The producing side of one queue, the same on both stores. */
export type MessageQueue = {
  /** One round trip. Ids that still exist are ignored by the store. */
  add(messages: readonly QueuedMessage[]): Promise<void>
  /** Proves that the store takes writes, which a full or read-only one does not. */
  write(): Promise<void>
  /** How many messages any lane could take at once; a delayed one counts when its time is past by so much. */
  waiting(overdueMs: number): Promise<number>
  close(): Promise<void>
}

/** Retries are ours, in the row; a message that was handled, well or badly, leaves no trace that would block its id. */
const messageOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true }
/** Nobody reads the queue's own event stream. */
const streams = { events: { maxLen: 100 } }

export function openRedisQueue(
  name: string,
  settings: Extract<QueueSettings, { kind: 'redis' }>,
  client: Redis,
  onError: (error: Error) => void,
): MessageQueue {
  // Without skipWaitingForReady an add hangs while Redis is away and is carried out after we gave it up;
  // the version check would make a queue that is opened while Redis is away fail for ever.
  const queue = new Queue(name, {
    connection: client,
    prefix: settings.prefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    streams,
  })
  queue.on('error', onError)
  return asMessageQueue(queue)
}

export function openPostgresQueue(
  name: string,
  settings: Extract<QueueSettings, { kind: 'postgres' }>,
  onError: (error: Error) => void,
): MessageQueue {
  const connectionsMax = 2
  const queue = new Queue(
    name,
    { connection: postgresOptions(settings, connectionsMax), streams },
    createPostgresBackend,
  )
  queue.on('error', onError)
  listenToClients(queue.getBackend().connection.pool, onError)
  return asMessageQueue(queue)
}

type BullQueue = {
  addBulk(entries: { name: string; data: object; opts: object }[]): Promise<unknown>
  getBackend(): { setQueueMeta(values: Record<string, string>): Promise<unknown> }
  getJobCountByTypes(...types: JobType[]): Promise<number>
  getDelayedCount(beforeMs: number): Promise<number>
  close(): Promise<void>
}

function asMessageQueue(queue: BullQueue): MessageQueue {
  return {
    add: async (messages) => {
      await queue.addBulk(
        messages.map((message) => ({
          name: message.name,
          data: message.data,
          opts: {
            ...messageOptions,
            jobId: message.id,
            delay: message.delayMs,
            ...(message.priority !== undefined && { priority: message.priority }),
          },
        })),
      )
    },
    write: async () => {
      await queue.getBackend().setQueueMeta({ reelkeepPing: '1' })
    },
    waiting: async (overdueMs) => {
      const [ready, delayed] = await Promise.all([
        queue.getJobCountByTypes('wait', 'prioritized'),
        // Only a lane that asks for its next message promotes them, so behind a stuck one they stay delayed.
        queue.getDelayedCount(Math.floor(performance.timeOrigin + performance.now() - overdueMs)),
      ])
      return ready + delayed
    },
    close: () => queue.close(),
  }
}
