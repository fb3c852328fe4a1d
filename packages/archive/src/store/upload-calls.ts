import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, type S3Client } from '@aws-sdk/client-s3'
import { statusOf } from './status-of.ts'
import type { OpenUpload, Store } from './store.ts'

/** Looks after uploads that nobody completed: they are seen by nobody, and paid for. */
export function openUploadCalls(
  client: S3Client,
  bucket: string,
): Pick<Store, 'listUploads' | 'abortUpload'> {
  return {
    listUploads: (signal) => listUploads(client, bucket, signal),
    abortUpload: async ({ key, id }, signal) => {
      try {
        await client.send(
          new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id }),
          signal === undefined ? {} : { abortSignal: signal },
        )
        return true
      } catch (error) {
        if (statusOf(error) === 404) return false
        throw error
      }
    },
  }
}

async function* listUploads(
  client: S3Client,
  bucket: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<OpenUpload> {
  let after: { KeyMarker?: string; UploadIdMarker?: string } | null = {}
  while (after !== null) {
    const page: Awaited<ReturnType<typeof send>> = await send(after)
    for (const { Key: key, UploadId: id, Initiated: begunAt } of page.Uploads ?? []) {
      if (key !== undefined && id !== undefined && begunAt !== undefined) yield { key, id, begunAt }
    }
    const { NextKeyMarker: key, NextUploadIdMarker: id } = page
    after =
      page.IsTruncated && key !== undefined
        ? { KeyMarker: key, ...(id !== undefined && { UploadIdMarker: id }) }
        : null
  }

  function send(marker: { KeyMarker?: string; UploadIdMarker?: string }) {
    return client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, ...marker }),
      signal === undefined ? {} : { abortSignal: signal },
    )
  }
}
