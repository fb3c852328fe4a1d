// Small JSON texts beside the clips. Unlike a clip they may be written over: the newest says what is so.

import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { QuickCalls } from './quick-calls.ts'
import { statusOf } from './status-of.ts'
import type { ListedObject, Store } from './store.ts'

/**
 * One fixed key, written over by every probe and never deleted: the worker needs no permission to delete, and a store
 * that keeps versions would keep the deleted ones too.
 */
const probeKey = '.reelkeep/probe/write'

export type RecordCalls = Pick<Store, 'list' | 'putRecord' | 'readRecord' | 'probeWrite'>

export function openRecordCalls(client: S3Client, quick: QuickCalls, bucket: string): RecordCalls {
  const putRecord: Store['putRecord'] = async (key, content, signal) => {
    const type = typeof content === 'string' ? 'application/json' : 'application/gzip'
    const body = Buffer.from(content)
    const sha256 = createHash('sha256').update(body).digest('hex')
    const quickly = await quick.put(key, body, { 'content-type': type }, sha256, signal)
    if (quickly === 'written') return
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: type }),
      abortable(signal),
    )
  }
  const readRecord: Store['readRecord'] = (key, maxBytes, signal) =>
    readText(client, { bucket, key, maxBytes, signal })
  return {
    list: (prefix, signal) => list(client, bucket, prefix, signal),
    putRecord,
    readRecord,
    probeWrite: async (signal) => {
      let found: string | null = null
      // Another process may probe at the same moment and be the last to write; three times in a row it is not.
      for (let tries = 1; tries <= 3; tries++) {
        const written = JSON.stringify({ probe: randomUUID() })
        await putRecord(probeKey, written, signal)
        found = await readRecord(probeKey, 1024, signal)
        if (found === written) return
      }
      throw new Error(
        `the store did not give back what was written to ${probeKey}: ${found === null ? 'nothing is there' : 'it holds something else'}`,
      )
    },
  }
}

async function* list(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedObject> {
  let token: string | undefined
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
      abortable(signal),
    )
    for (const { Key: key, Size: bytes, LastModified: modifiedAt } of page.Contents ?? []) {
      if (key !== undefined) yield { key, bytes: bytes ?? 0, modifiedAt: modifiedAt ?? null }
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

type RecordRequest = {
  readonly bucket: string
  readonly key: string
  readonly maxBytes: number
  readonly signal: AbortSignal | undefined
}

async function readText(
  client: S3Client,
  { bucket, key, maxBytes, signal }: RecordRequest,
): Promise<string | null> {
  try {
    const { Body: body, ContentLength: announced } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key }),
      abortable(signal),
    )
    if (!(body instanceof Readable)) throw new Error(`the store gave ${key} without a body`)
    const pieces: Buffer[] = []
    let bytes = announced ?? 0
    if (bytes <= maxBytes) {
      bytes = 0
      for await (const piece of body) {
        bytes += piece.length
        if (bytes > maxBytes) break
        pieces.push(piece)
      }
    }
    body.destroy()
    if (bytes > maxBytes) throw new Error(`${key} is larger than ${maxBytes} bytes`)
    return Buffer.concat(pieces).toString('utf8')
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}
