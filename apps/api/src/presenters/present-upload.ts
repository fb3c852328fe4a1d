import { imageTypes } from '@reelkeep/archive'
import { imageReferenceOf } from '@reelkeep/core'
import type { ReferenceImage } from '@reelkeep/db'
import type { UploadJson } from '../schemas/upload.ts'

export function presentUpload(image: ReferenceImage): UploadJson {
  const type = imageTypes.find((known) => known === image.contentType)
  if (type === undefined) throw new Error(`${image.id} is kept as ${image.contentType}`)
  return {
    id: image.id,
    object: 'upload',
    reference: imageReferenceOf(image.sha256),
    sha256: image.sha256,
    bytes: image.bytes,
    content_type: type,
    width: image.width,
    height: image.height,
    created_at: image.createdAt.toISOString(),
  }
}
