import { imageTypes } from '@reelkeep/archive'
import { z } from 'zod'
import { momentSchema } from './values.ts'

export const uploadSchema = z
  .object({
    id: z.string(),
    object: z.literal('upload'),
    reference: z.string().describe('what rows write under image_urls'),
    sha256: z.string(),
    bytes: z.number().int(),
    content_type: z.enum(imageTypes).describe('by its own bytes, whatever it was sent as'),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    created_at: momentSchema,
  })
  .meta({ id: 'Upload' })

export type UploadJson = z.infer<typeof uploadSchema>
