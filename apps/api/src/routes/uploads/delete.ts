import { imageReferenceOf } from '@reelkeep/core'
import { findImageUser, forgetReferenceImage, readReferenceImage } from '@reelkeep/db'
import { z } from 'zod'
import { auditedBy, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { conflict, notFound, unavailable } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { idParamsSchema } from '../../schemas/values.ts'

const storeTimeoutMs = 25_000

const deletedSchema = z
  .object({ id: z.string(), object: z.literal('upload'), deleted: z.literal(true), bytes: z.number().int() })
  .meta({ id: 'DeletedUpload' })

/** `DELETE /v1/uploads/{id}`: the object first, so that what is left after a crash can be deleted or sent again. */
export function registerDeleteUpload(app: App, { db, store }: AppDeps): void {
  app.delete(
    '/v1/uploads/:id',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'deleteUpload',
        summary: 'Delete an uploaded image, by its id or its SHA-256',
        description:
          'Frees its bytes. Refused (409 `image_in_use`) while a job that is not rendered yet names it. A later retry of a job that names it fails as `image_missing`, free of charge, unless the same image was sent again.',
        tags: ['uploads'],
        params: idParamsSchema,
        response: { 200: deletedSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { id: name } = request.params
      const { ownerId } = callerOf(request)
      const image = await readReferenceImage(db, { ownerId, name })
      if (image === null) throw notFound('upload', name)
      const { id, sha256, bytes, objectKey } = image
      const job = await findImageUser(db, { ownerId, reference: imageReferenceOf(sha256) })
      if (job !== null) {
        const message = `The image is needed by ${job}, which is not rendered yet. Wait for it, or cancel it.`
        throw conflict('image_in_use', message)
      }
      await removeObject(objectKey, store)
      await forgetReferenceImage(db, { ownerId, id, by: auditedBy(request) })
      return { id, object: 'upload' as const, deleted: true as const, bytes }
    },
  )
}

async function removeObject(key: string, store: AppDeps['store']): Promise<void> {
  let outcome: Awaited<ReturnType<typeof store.removeImage>>
  try {
    outcome = await store.removeImage(key, AbortSignal.timeout(storeTimeoutMs))
  } catch (cause) {
    const message = 'The image was not deleted: the store does not answer. Try again.'
    throw unavailable('store_away', message, 5, cause)
  }
  if (outcome === 'removed') return
  throw conflict(
    'store_refuses',
    `The image was not deleted: the store lets our key delete nothing. Whoever runs this server has to allow s3:DeleteObject on */references/*.`,
  )
}
