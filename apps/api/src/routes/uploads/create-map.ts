import { isStorableValue, referencedImage } from '@reelkeep/core'
import { findReferenceImages, keepImageMap } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { type Detail, invalidRequest } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'

const mapMax = 10_000

const bodySchema = z
  .strictObject({
    images: z
      .record(z.string().min(1).max(2048), z.string())
      .refine(isStorableValue, 'must not hold a NUL or half a character')
      .refine((images) => Object.keys(images).length <= mapMax, `may name ${mapMax} paths at most`)
      .describe('from paths, as the file spells them, to references'),
  })
  .meta({ id: 'ImageMapRequest' })

const mapSchema = z
  .object({
    id: z.string().describe('for the field `images` of POST /v1/batches'),
    object: z.literal('image_map'),
    images: z.number().int(),
  })
  .meta({ id: 'ImageMap' })

const bodyLimitBytes = 4 * 1024 * 1024

/** `POST /v1/uploads/maps`: for files that name images by their paths, which nobody here could open. */
export function registerCreateImageMap(app: App, { db }: AppDeps): void {
  app.post(
    '/v1/uploads/maps',
    {
      config: { scope: 'submit' },
      bodyLimit: bodyLimitBytes,
      schema: {
        operationId: 'createImageMap',
        summary: 'Say which upload stands for which path of a file',
        description:
          'A file of rows may name images by paths on the caller’s own disk; a dry run lists them as `local_images`. Upload them, post the map, and send the file with its id as `images`. The same map has the same id.',
        tags: ['uploads'],
        body: bodySchema,
        response: { 201: mapSchema, ...refusals(400, 401, 403, 409, 413, 415, 429, 503) },
      },
    },
    async (request, reply) => {
      const { images } = request.body
      const { ownerId } = callerOf(request)
      const problems: Detail[] = []
      const hashes = Object.values(images).flatMap((reference) => referencedImage(reference) ?? [])
      const known = await findReferenceImages(db, { ownerId, hashes })
      for (const [path, reference] of Object.entries(images)) {
        const hash = referencedImage(reference)
        if (hash !== null && known.has(hash)) continue
        const message = 'must be the reference of an upload of yours, as POST /v1/uploads gives it back'
        problems.push({
          path: `images.${path.slice(0, 200)}`,
          row: null,
          code: 'image_not_uploaded',
          message,
          allowed: null,
        })
      }
      if (problems.length > 0) throw invalidRequest(problems)
      const id = await keepImageMap(db, { ownerId, images })
      const count = Object.keys(images).length
      return reply.code(201).send({ id, object: 'image_map' as const, images: count })
    },
  )
}
