import { crc32 } from 'node:zlib'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { crcText } from '../crc-text.ts'
import { statusOf } from './status-of.ts'
import type { Upload } from './store.ts'

type Begin = {
  readonly client: S3Client
  readonly bucket: string
  readonly key: string
  readonly checks: boolean
  readonly headers: { readonly ContentType: string; readonly Metadata: Record<string, string> }
  readonly abort: { readonly abortSignal?: AbortSignal }
}

/** A multipart upload. What it has sent is seen by nobody until `complete`, and gone after `abort`. */
export async function beginUpload({ client, bucket, key, checks, headers, abort }: Begin): Promise<Upload> {
  const target = { Bucket: bucket, Key: key }
  const { UploadId: id } = await client.send(
    new CreateMultipartUploadCommand({
      ...target,
      ...headers,
      ...(checks && { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' }),
    }),
    abort,
  )
  if (id === undefined) throw new Error('the store began an upload without naming it')
  const parts: CompletedPart[] = []
  const abortUpload = async (): Promise<void> => {
    // Not with the step's own signal: cleaning up is what its abort asks for.
    try {
      await client.send(new AbortMultipartUploadCommand({ ...target, UploadId: id }), {
        requestTimeout: 10_000,
      })
    } catch (error) {
      // Gone already is what was wanted.
      if (statusOf(error) !== 404) throw error
    }
  }
  return {
    sendPart: async (number, body) => {
      const sum = checks ? { ChecksumCRC32: crcText(crc32(body)) } : {}
      const sent = await client.send(
        new UploadPartCommand({ ...target, UploadId: id, PartNumber: number, Body: body, ...sum }),
        abort,
      )
      parts.push({ PartNumber: number, ETag: sent.ETag, ...sum })
    },
    complete: async ({ crc32: whole, bytes }) => {
      try {
        await client.send(
          new CompleteMultipartUploadCommand({
            ...target,
            UploadId: id,
            IfNoneMatch: '*',
            MultipartUpload: { Parts: parts.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0)) },
            ...(checks && { ChecksumCRC32: whole, ChecksumType: 'FULL_OBJECT', MpuObjectSize: bytes }),
          }),
          abort,
        )
        return 'written'
      } catch (error) {
        // 404: the upload is gone, as it is when an earlier Complete was done and its answer lost. 409: another writer's
        // Complete came at the same moment. What stands there now, if anything, is looked at by who asked.
        if (![404, 409, 412].includes(statusOf(error) ?? 0)) throw error
        await abortUpload().catch(() => undefined)
        return 'taken'
      }
    },
    abort: abortUpload,
  }
}
