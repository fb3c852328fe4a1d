import { readReferenceImage } from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentUpload } from '../../presenters/present-upload.ts'
import { refusals } from '../../schemas/error.ts'
import { uploadSchema } from '../../schemas/upload.ts'
import { idParamsSchema } from '../../schemas/values.ts'

export function registerShowUpload(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/uploads/:id',
    {
      schema: {
        operationId: 'showUpload',
        summary: 'One uploaded image, by its id or its SHA-256',
        tags: ['uploads'],
        params: idParamsSchema,
        response: { 200: uploadSchema, ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { id } = request.params
      const image = await readReferenceImage(db, { ownerId: callerOf(request).ownerId, name: id })
      if (image === null) throw notFound('upload', id)
      return presentUpload(image)
    },
  )
}
