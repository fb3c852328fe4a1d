import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { statusOf } from './status-of.ts'

/** Clips are never deleted; an image is, when a person says so. */
export async function removeImage(
  client: S3Client,
  bucket: string,
  key: string,
  signal?: AbortSignal,
): Promise<'removed' | 'refused'> {
  try {
    const options = signal === undefined ? {} : { abortSignal: signal }
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), options)
    return 'removed'
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) return 'removed'
    if (status === 401 || status === 403) return 'refused'
    throw error
  }
}
