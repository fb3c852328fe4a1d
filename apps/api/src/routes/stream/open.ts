import { z } from 'zod'
import type { ActivityFeed } from '../../activity-feed.ts'
import { callerOf } from '../../caller.ts'
import type { App } from '../../deps.ts'
import { ApiError } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'

const streamsMax = 200
const heartbeatMs = 15_000
/** A reader that lets this much pile up is not reading. */
const unreadBytesMax = 256 * 1024
/** A page that stays open opens the stream again by itself; so every session is looked at anew now and then. */
const streamLifetimeMs = 30 * 60_000

/** Server-sent events for pages: `batch` with counts when they changed, `jobs` when something in flight moved. */
export function registerOpenStream(app: App, feed: ActivityFeed): void {
  app.get(
    '/v1/stream',
    {
      handlerTimeout: streamLifetimeMs * 2,
      schema: {
        operationId: 'openStream',
        summary: 'Server-sent events: batches and jobs as they change',
        tags: ['stream'],
        response: {
          200: {
            description: 'events `batch` and `jobs`; comments as heartbeats',
            content: { 'text/event-stream': { schema: z.any().meta({ type: 'string' }) } },
          },
          ...refusals(401, 429),
        },
      },
    },
    async (request, reply) => {
      const { ownerId } = callerOf(request)
      if (feed.subscribers() >= streamsMax) throw tooManyStreams()
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value)
      }
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
      reply.raw.write('retry: 2000\n\n')
      const write = (text: string) => {
        if (reply.raw.writableLength > unreadBytesMax) reply.raw.destroy()
        else reply.raw.write(text)
      }
      const unsubscribe = feed.subscribe(ownerId, ({ event, data }) =>
        write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      )
      const heartbeat = setInterval(() => write(': alive\n\n'), heartbeatMs)
      // Destroyed, not ended: with something unread an end would take its time, and a write after it ends the process.
      const end = setTimeout(() => reply.raw.destroy(), streamLifetimeMs)
      reply.raw.once('close', () => {
        clearInterval(heartbeat)
        clearTimeout(end)
        unsubscribe()
      })
    },
  )
}

function tooManyStreams(): ApiError {
  return new ApiError({
    type: 'rate_limit',
    code: 'too_many_streams',
    message: `At most ${streamsMax} pages can listen at once.`,
    retryAfterS: 30,
  })
}
