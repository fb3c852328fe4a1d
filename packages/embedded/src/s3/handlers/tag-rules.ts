import { S3Error } from '../s3-error.ts'
import type { Tag } from '../storage/object-facts.ts'

/** S3's own limits for the tags of one object. */
export function checkTags(tags: readonly Tag[]): Tag[] {
  if (tags.length > 10) throw new S3Error('InvalidTag', 'An object has at most 10 tags.')
  if (new Set(tags.map((tag) => tag.key)).size !== tags.length) {
    throw new S3Error('InvalidTag', 'Each tag of an object needs a key of its own.')
  }
  for (const { key, value } of tags) {
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw new S3Error('InvalidTag', 'A tag has a key of 1 to 128 characters and a value of at most 256.')
    }
  }
  return [...tags]
}
