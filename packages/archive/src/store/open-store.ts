import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { beginUpload } from './begin-upload.ts'
import { statusOf } from './status-of.ts'
import type { ObjectFacts, ReadOutcome, Store, StoredObject } from './store.ts'
import type { StoreSettings } from './store-settings.ts'
import { writeOnce } from './write-once.ts'

/** Opens the bucket. Nothing is sent before the first call. */
export function openStore(settings: StoreSettings): Store {
  const client = new S3Client(clientConfig(settings, settings.endpoint))
  // Links are for browsers, which reach the store by another name than we do.
  const signer = new S3Client(clientConfig(settings, settings.publicEndpoint ?? settings.endpoint))
  const checks = settings.checksum === 'when_supported'
  const { bucket } = settings
  return {
    settings,
    put: (key, { body, sha256, crc32, facts }, signal) =>
      writeOnce(() =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ...objectHeaders({ ...facts, sha256 }),
            IfNoneMatch: '*',
            ...(checks && { ChecksumCRC32: crc32 }),
          }),
          abortable(signal),
        ),
      ),
    beginUpload: (key, facts, signal) =>
      beginUpload({ client, bucket, key, checks, headers: objectHeaders(facts), abort: abortable(signal) }),
    head: (key, signal) => head(client, bucket, key, checks, signal),
    presignGet: (key, { expiresInS, downloadName }) =>
      getSignedUrl(
        signer,
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentType: 'video/mp4',
          ...(downloadName !== undefined && {
            ResponseContentDisposition: `attachment; filename="${downloadName.replace(/[^\w. -]/g, '_')}"`,
          }),
        }),
        { expiresIn: expiresInS },
      ),
    read: (key, range, signal) => read(client, bucket, key, range, signal),
    ensureBucket: () => ensureBucket(client, bucket),
    ping: async () => {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), { requestTimeout: 5000 })
    },
    close: () => {
      client.destroy()
      signer.destroy()
    },
  }
}

function clientConfig(settings: StoreSettings, endpoint: string | null): S3ClientConfig {
  const agents = { keepAlive: true, maxSockets: 128 }
  return {
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    ...(endpoint !== null && { endpoint }),
    ...(settings.credentials && { credentials: settings.credentials() }),
    requestChecksumCalculation: settings.checksum === 'when_supported' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Writes are conditional, so a repeated one cannot do harm; the step's own retry comes after these.
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 60_000,
      httpAgent: new HttpAgent(agents),
      httpsAgent: new HttpsAgent(agents),
    },
  }
}

function objectHeaders({ jobId, sha256 }: ObjectFacts) {
  return {
    ContentType: 'video/mp4',
    Metadata: { 'reelkeep-job': jobId, ...(sha256 !== undefined && { 'reelkeep-sha256': sha256 }) },
  }
}

async function head(
  client: S3Client,
  bucket: string,
  key: string,
  checks: boolean,
  signal: AbortSignal | undefined,
): Promise<StoredObject | null> {
  try {
    const found = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, ...(checks && { ChecksumMode: 'ENABLED' }) }),
      abortable(signal),
    )
    return {
      bytes: found.ContentLength ?? 0,
      // A checksum of checksums (`…-3`) is another thing than the checksum of the object.
      crc32: found.ChecksumCRC32 && !found.ChecksumCRC32.includes('-') ? found.ChecksumCRC32 : null,
      etag: found.ETag ?? null,
      sha256: found.Metadata?.['reelkeep-sha256'] ?? null,
      jobId: found.Metadata?.['reelkeep-job'] ?? null,
    }
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

async function read(
  client: S3Client,
  bucket: string,
  key: string,
  range: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadOutcome> {
  try {
    const found = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(range !== undefined && { Range: range }) }),
      abortable(signal),
    )
    if (!(found.Body instanceof Readable)) throw new Error(`the store gave ${key} without a body`)
    return {
      outcome: 'bytes',
      status: found.ContentRange === undefined ? 200 : 206,
      body: found.Body,
      bytes: found.ContentLength ?? 0,
      contentRange: found.ContentRange ?? null,
      etag: found.ETag ?? null,
      lastModified: found.LastModified ?? null,
    }
  } catch (error) {
    if (statusOf(error) === 404) return { outcome: 'missing' }
    if (statusOf(error) === 416) return { outcome: 'bad-range' }
    throw error
  }
}

async function ensureBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket }))
    } catch (creation) {
      // Another process of ours was quicker.
      if (!(creation instanceof S3ServiceException) || !/BucketAlready/.test(creation.name)) throw creation
    }
  }
}

function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}
