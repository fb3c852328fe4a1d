import type { Clip } from '@reelkeep/core'
import { readJob } from '@reelkeep/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict, notFound } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, momentSchema } from '../../schemas/values.ts'
import { isStoreReachableFor } from '../../store-reach.ts'
import { clipFileName, sendClip } from './send-clip.ts'

const querySchema = z.strictObject({
  download: z.enum(['0', '1']).default('0').describe('1: saved under the clip’s name instead of played'),
})

const linkSchema = z.object({
  url: z.string(),
  expires_at: momentSchema.nullable().describe('null: the link is this address, which asks for the key'),
})

const linkLifetimeS = 900
/** A large clip over a slow line; the idle limits of the sockets end what stands still. */
const streamTimeoutMs = 6 * 3_600_000

export function registerShowVideo(app: App, deps: AppDeps): void {
  app.get(
    '/v1/jobs/:id/video',
    {
      handlerTimeout: streamTimeoutMs,
      schema: {
        operationId: 'showVideo',
        summary: 'The clip: a signed link to it, or its bytes, with Range',
        tags: ['jobs'],
        params: idParamsSchema,
        querystring: querySchema,
        response: {
          200: {
            description: 'With `Accept: application/json` a link; else the bytes',
            content: {
              'video/mp4': { schema: z.any().meta({ type: 'string', format: 'binary' }) },
              'application/json': { schema: linkSchema },
            },
          },
          ...refusals(400, 401, 404, 409, 416, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const record = await readJob(deps.db, { ownerId: callerOf(request).ownerId, id })
      if (record === null) throw notFound('job', id)
      request.subject.job_id = id
      const { clip, state } = record.job
      if (clip === null) throw conflict('not_archived', `The job is ${state}; it has no clip yet.`)
      const isDownload = request.query.download === '1'
      if (wantsJson(request)) return sendLink(deps, request, reply, clip, isDownload)
      if (!isStoreReachableFor(deps.store.settings, request)) {
        return sendClip(deps.store, request, reply, clip, isDownload)
      }
      reply.header('vary', 'accept')
      return reply.redirect(await signedLink(deps, clip, isDownload), 302)
    },
  )
}

async function sendLink(
  deps: AppDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  clip: Clip,
  isDownload: boolean,
): Promise<FastifyReply> {
  reply.type('application/json; charset=utf-8').header('vary', 'accept')
  if (!isStoreReachableFor(deps.store.settings, request)) {
    const path = request.url.split('?', 1)[0]
    const url = `${request.protocol}://${request.host}${path}${isDownload ? '?download=1' : ''}`
    return reply.send({ url, expires_at: null })
  }
  const expiresAt = new Date(deps.clock.now().getTime() + linkLifetimeS * 1_000)
  return reply.send({ url: await signedLink(deps, clip, isDownload), expires_at: expiresAt.toISOString() })
}

function signedLink({ store }: AppDeps, clip: Clip, isDownload: boolean): Promise<string> {
  const downloadName = isDownload ? { downloadName: clipFileName(clip) } : {}
  return store.presignGet(clip.key, { expiresInS: linkLifetimeS, ...downloadName })
}

/** Only who asks for JSON first: a player and a browser say `video/*` or anything. */
function wantsJson(request: FastifyRequest): boolean {
  return /^\s*application\/json\b/.test(request.headers.accept ?? '')
}
