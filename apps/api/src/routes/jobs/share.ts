import type { Clip } from '@reelkeep/core'
import { writeAuditEntries } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { auditedBy, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { secondsOf } from '../../duration-text.ts'
import { conflict } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema, momentSchema } from '../../schemas/values.ts'
import { isOverTls } from '../../session-cookie.ts'
import { sealShare } from '../../share-link.ts'
import { isStorePublic } from '../../store-reach.ts'
import { findJob } from './answer-action.ts'
import { clipFileName } from './send-clip.ts'

const minuteS = 60
const dayS = 86_400
/** The longest that S3 signs a link for, too. */
const longestS = 7 * dayS

const bodySchema = z
  .strictObject({
    expires_in: z
      .string()
      .refine((text) => {
        const seconds = secondsOf(text)
        return seconds !== null && seconds >= 5 * minuteS && seconds <= longestS
      }, 'must be from 5m to 7d, such as 30m, 12h or 7d')
      .describe('from 5m to 7d'),
    download: z
      .boolean()
      .default(false)
      .describe('the link saves the clip under its name instead of playing it'),
  })
  .meta({ id: 'ShareRequest' })

const shareSchema = z
  .object({
    object: z.literal('share'),
    job_id: z.string(),
    url: z.string().describe('opens the clip for whoever has it, without a key'),
    expires_at: momentSchema,
    via: z
      .enum(['store', 'api'])
      .describe(
        'store: signed by the store, and stands until it expires; api: ends also when its key is revoked',
      ),
  })
  .meta({ id: 'Share' })

/** Gives one clip to people without a key, for a while. */
export function registerShareJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/share',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'shareJob',
        summary: 'A link to the clip that opens without a key, for five minutes to seven days',
        tags: ['jobs'],
        params: idParamsSchema,
        body: bodySchema,
        response: { 201: shareSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const job = await findJob(deps, request)
      if (job.clip === null) throw conflict('not_archived', `The job is ${job.state}; it has no clip yet.`)
      const expiresInS = secondsOf(request.body.expires_in) ?? 0
      // Whole seconds: what the link says.
      const nowS = Math.floor(deps.clock.now().getTime() / 1_000)
      const expiresAt = new Date((nowS + expiresInS) * 1_000)
      const { download } = request.body
      const via = isStorePublic(deps.store.settings) ? ('store' as const) : ('api' as const)
      const { sha256 } = job.clip
      const share = { jobId: job.id, keyId: caller.keyId, sha256, expiresAt }
      const url =
        via === 'store'
          ? await signedLink(deps, job.clip, expiresInS, download)
          : apiLink(request, sealShare(share, deps.config), download)
      const detail = { expires_at: expiresAt.toISOString(), via, download }
      await writeAuditEntries(deps.db, [
        {
          ownerId: caller.ownerId,
          ...auditedBy(request),
          action: 'clip-shared',
          target: job.id,
          reason: null,
          detail,
        },
      ])
      return reply
        .code(201)
        .send({ object: 'share', job_id: job.id, url, expires_at: expiresAt.toISOString(), via })
    },
  )
}

function signedLink({ store }: AppDeps, clip: Clip, expiresInS: number, download: boolean): Promise<string> {
  return store.presignGet(clip.key, {
    expiresInS,
    ...(download ? { downloadName: clipFileName(clip) } : {}),
  })
}

function apiLink(request: FastifyRequest, token: string, download: boolean): string {
  const protocol = isOverTls(request) ? 'https' : 'http'
  return `${protocol}://${request.host}/v1/shared/${token}${download ? '?download=1' : ''}`
}
