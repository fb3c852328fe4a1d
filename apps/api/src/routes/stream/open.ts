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

/** Server-sent events for pages: first how things stand, then what changes, looked at once a second. */
export function registerOpenStream(app: App, feed: ActivityFeed): void {
  app.get(
    '/v1/stream',
    {
      handlerTimeout: streamLifetimeMs * 2,
      schema: {
        operationId: 'openStream',
        summary: 'Server-sent events: what moves, as it changes',
        description,
        tags: ['stream'],
        response: {
          200: {
            description: 'events, named as above; comments as heartbeats',
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

const description = [
  'Looked at once a second. First how things stand, then what changes; after a reconnect, read again what is shown.',
  '`batch` { id, name, state, pause, counts } of the newest 50.',
  '`jobs` { in_flight: { submitting, rendering, archiving } }, whenever one of them moved or ended.',
  '`operation` { id, action, state, matched, done, refused, skipped, problem_total }.',
  '`upstream` { name, state, closed_kind, in_flight, overdue, not_before, probe_at, max_in_flight, requests_per_minute, polls_per_minute }: limits are live overrides.',
  '`workers` { alive, draining, silent, versions }.',
  '`attention` { unconfirmed, overdue, link_refused, archive_unwell, standing_still }: GET /v1/attention says more.',
  '`failures` { latest: { at, job_id, fingerprint } or null }: a failure came, or somebody said something about a group.',
  '`audit` { id }: there is an entry more.',
].join('\n\n')

function tooManyStreams(): ApiError {
  return new ApiError({
    type: 'rate_limit',
    code: 'too_many_streams',
    message: `At most ${streamsMax} pages can listen at once.`,
    retryAfterS: 30,
  })
}
