import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { QuickCalls } from './quick-calls.ts'
import type { ImageObject, WriteOutcome } from './store.ts'
import { writeOnce } from './write-once.ts'

/** Writes an uploaded image, unless something lies under its key already. */
export async function putImage(
  quick: QuickCalls,
  client: S3Client,
  bucket: string,
  { key, body, type, sha256 }: ImageObject & { readonly key: string },
  signal?: AbortSignal,
): Promise<WriteOutcome> {
  const headers = {
    'content-type': type,
    'if-none-match': '*',
    'x-amz-meta-reelkeep-sha256': sha256,
  }
  const quickly = await quick.put(key, body, headers, sha256, signal)
  if (quickly !== null) return quickly
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: type,
    Metadata: { 'reelkeep-sha256': sha256 },
    IfNoneMatch: '*',
  })
  return await writeOnce(() => client.send(command, signal === undefined ? {} : { abortSignal: signal }))
}
