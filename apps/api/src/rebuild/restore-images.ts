import type { ListedObject } from '@reelkeep/archive'
import { imageKeyFor, imageOfKey } from '@reelkeep/core'
import { type FoundImage, listOwnerNames, restoreReferenceImages } from '@reelkeep/db'
import type { RebuildRun } from './rebuild-run.ts'

const imagesPerStatement = 1000

/** What a key says of an uploaded image; null: it is another key, or nothing lies there. */
export function foundImage({ key, bytes }: ListedObject): FoundImage | null {
  const image = imageOfKey(key)
  if (image === null || bytes < 1) return null
  return { sha256: image.sha256, objectKey: key, contentType: image.type, bytes }
}

/**
 * Uploaded images have no record of their own: the folder names the owner, and the name is the hash. Owners are known by
 * now, from the records of their jobs.
 */
export async function restoreImages(
  { db, problem }: RebuildRun,
  images: readonly FoundImage[],
): Promise<void> {
  if (images.length === 0) return
  const owners = await listOwnerNames(db)
  const left = new Set(images)
  for (const { id, name } of owners) {
    const own = images.filter(({ objectKey, sha256, contentType }) => {
      return objectKey === imageKeyFor(name, { sha256, type: contentType })
    })
    for (const image of own) left.delete(image)
    for (let from = 0; from < own.length; from += imagesPerStatement) {
      await restoreReferenceImages(db, { ownerId: id, images: own.slice(from, from + imagesPerStatement) })
    }
  }
  for (const { objectKey } of left) problem(objectKey, 'an uploaded image of an owner that no record names')
}
