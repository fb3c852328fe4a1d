import { adminKeyId, loadJobs } from '@reelkeep/db'
import { z } from 'zod'
import type { App, AppDeps } from '../../deps.ts'
import { ApiError, notFound, rateExceeded } from '../../errors.ts'
import type { KeyBook } from '../../keys/key-book.ts'
import { createRequestRates } from '../../keys/request-rates.ts'
import { refusals } from '../../schemas/error.ts'
import { openShare, type Share } from '../../share-link.ts'
import { sendClip } from '../jobs/send-clip.ts'

/** A player that seeks about asks often; more is not one person's looking. */
const requestsPerMinute = 300
/** A large clip over a slow line; the idle limits of the sockets end what stands still. */
const streamTimeoutMs = 6 * 3_600_000

/** A clip for whoever has its link. Whatever is wrong with the link, the answer is the same, and tells nothing. */
export function registerShowShared(app: App, deps: AppDeps, book: KeyBook): void {
  const rates = createRequestRates(deps.clock)
  app.get(
    '/v1/shared/:token',
    {
      config: { public: true },
      handlerTimeout: streamTimeoutMs,
      schema: {
        operationId: 'showShared',
        summary: 'A shared clip, with Range; needs no key',
        tags: ['jobs'],
        security: [],
        params: z.strictObject({ token: z.string().max(200) }),
        querystring: z.strictObject({ download: z.enum(['0', '1']).default('0') }),
        response: {
          200: {
            description: 'the bytes',
            content: { 'video/mp4': { schema: z.any().meta({ type: 'string', format: 'binary' }) } },
          },
          ...refusals(404, 416, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const share = openShare(request.params.token, deps.config, deps.clock.now())
      if (share === null) throw linkNotFound()
      const retryAfterS = rates.take(`${share.jobId} ${share.expiresAt.getTime()}`, requestsPerMinute)
      if (retryAfterS !== null) throw rateExceeded(requestsPerMinute, retryAfterS)
      if (!(await isKeyAlive(book, share.keyId, deps))) throw linkNotFound()
      request.subject.job_id = share.jobId
      const clip = await clipOf(deps, share)
      // Meant for other people's pages and players as well.
      reply.header('cross-origin-resource-policy', 'cross-origin')
      try {
        return await sendClip(deps.store, request, reply, clip, request.query.download === '1')
      } catch (error) {
        throw error instanceof ApiError && error.type === 'not_found' ? linkNotFound() : error
      }
    },
  )
}

function linkNotFound(): ApiError {
  return notFound('link', 'of that name, or it is over')
}

/** What the key gave away ends with it. */
async function isKeyAlive(book: KeyBook, keyId: string, { clock }: AppDeps): Promise<boolean> {
  // The signature has seen that it is still the same key of the configuration.
  if (keyId === adminKeyId) return true
  const key = await book.find(keyId)
  return key !== null && key.revokedAt === null && (key.expiresAt === null || key.expiresAt > clock.now())
}

async function clipOf({ db }: AppDeps, { jobId, sha256 }: Share) {
  const [job] = await loadJobs(db, [jobId])
  // Other bytes are another clip.
  if (job?.clip == null || job.clip.sha256 !== sha256) throw linkNotFound()
  return job.clip
}
