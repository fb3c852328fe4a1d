import { listReferenceImages, readHeldImageBytes } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { idOfCursor, imageIdShape, pageOf } from '../../paging.ts'
import { presentUpload } from '../../presenters/present-upload.ts'
import { refusals } from '../../schemas/error.ts'
import { uploadSchema } from '../../schemas/upload.ts'
import { listSchema, pageQueryShape } from '../../schemas/values.ts'

const uploadListSchema = listSchema(uploadSchema).extend({
  held_bytes: z.number().int().describe('of all of them, also those of other pages'),
  max_bytes: z.number().int().describe('what they may hold together (uploads.max_bytes)'),
})

export function registerListUploads(app: App, { db, config }: AppDeps): void {
  app.get(
    '/v1/uploads',
    {
      schema: {
        operationId: 'listUploads',
        summary: 'Uploaded images, newest first, and what they hold of what they may',
        tags: ['uploads'],
        querystring: z.strictObject(pageQueryShape),
        response: { 200: uploadListSchema, ...refusals(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const { ownerId } = callerOf(request)
      const [rows, heldBytes] = await Promise.all([
        listReferenceImages(db, { ownerId, limit, beforeId: idOfCursor(cursor, imageIdShape) }),
        readHeldImageBytes(db, ownerId),
      ])
      const page = pageOf(rows, limit, ({ id }) => id, presentUpload)
      return { ...page, held_bytes: heldBytes, max_bytes: config.uploads.maxBytes }
    },
  )
}
