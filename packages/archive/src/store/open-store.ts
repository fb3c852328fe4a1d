import { Agent as HttpAgent, type IncomingHttpHeaders } from 'node:http'
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
import { putImage } from './put-image.ts'
import { openQuickCalls } from './quick-calls.ts'
import { openRecordCalls } from './record-calls.ts'
import { removeImage } from './remove-image.ts'
import { statusOf } from './status-of.ts'
import type { ObjectFacts, ReadOutcome, Store, StoredObject } from './store.ts'
import type { StoreSettings } from './store-settings.ts'
import { openUploadCalls } from './upload-calls.ts'
import { writeOnce } from './write-once.ts'

const answerTimeoutMs = 60_000

/** Opens the bucket. Nothing is sent before the first call. */
export function openStore(
  settings: StoreSettings,
  clock: { now(): Date } = { now: () => new Date() },
): Store {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 128 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 128 }),
  }
  const client = new S3Client(clientConfig(settings, settings.endpoint, agents))
  // Links are for browsers, which reach the store by another name than we do.
  const signer = new S3Client({
    ...clientConfig(settings, settings.publicEndpoint ?? settings.endpoint, agents),
    // Else each link carries the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  const quick = openQuickCalls({
    bucketUrl: bucketUrlOf(client, settings),
    region: settings.region,
    credentials: () => client.config.credentials(),
    agents,
    clock,
    timeoutMs: settings.answerTimeoutMs ?? answerTimeoutMs,
  })
  const checks = settings.checksum === 'when_supported'
  const { bucket } = settings
  return {
    settings,
    put: async (key, { body, sha256, crc32, facts }, signal) => {
      const quickly = await quick.put(
        key,
        body,
        {
          'content-type': 'video/mp4',
          'if-none-match': '*',
          'x-amz-meta-reelkeep-job': facts.jobId,
          'x-amz-meta-reelkeep-sha256': sha256,
          ...(checks && { 'x-amz-checksum-crc32': crc32 }),
        },
        sha256,
        signal,
      )
      if (quickly !== null) return quickly
      return await writeOnce(() =>
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
      )
    },
    putImage: (key, image, signal) => putImage(quick, client, bucket, { key, ...image }, signal),
    removeImage: (key, signal) => removeImage(client, bucket, key, signal),
    beginUpload: (key, facts, signal) =>
      beginUpload({ client, bucket, key, checks, headers: objectHeaders(facts), abort: abortable(signal) }),
    head: async (key, signal) => {
      const found = await quick.head(key, checks ? { 'x-amz-checksum-mode': 'ENABLED' } : {}, signal)
      if (found === 'missing') return null
      return found === null ? await head(client, bucket, key, checks, signal) : objectOf(found)
    },
    presignGet: (key, { expiresInS, downloadName, type = 'video/mp4' }) =>
      getSignedUrl(
        signer,
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentType: type,
          ...(downloadName !== undefined && {
            ResponseContentDisposition: `attachment; filename="${downloadName.replace(/[^\w. -]/g, '_')}"`,
          }),
        }),
        { expiresIn: expiresInS },
      ),
    read: (key, range, signal) => read(client, bucket, key, range, signal),
    ...openRecordCalls(client, quick, bucket),
    ...openUploadCalls(client, bucket),
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

type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent }

function clientConfig(settings: StoreSettings, endpoint: string | null, agents: Agents): S3ClientConfig {
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
      requestTimeout: settings.answerTimeoutMs ?? answerTimeoutMs,
      // Otherwise the SDK only warns, and a store that hangs holds its place for ever.
      throwOnRequestTimeout: true,
      // Also within a body that is being read, where no answer is waited for any more.
      socketTimeout: settings.answerTimeoutMs ?? answerTimeoutMs,
      httpAgent: agents.http,
      httpsAgent: agents.https,
    },
  }
}

/** Where the bucket is, by the SDK's own rules of path and host, worked out once. */
function bucketUrlOf(client: S3Client, settings: StoreSettings): () => string {
  let url: string | null = null
  return () => {
    url ??= client.config
      .endpointProvider({
        Bucket: settings.bucket,
        Region: settings.region,
        ForcePathStyle: settings.forcePathStyle,
        UseFIPS: false,
        UseDualStack: false,
        Accelerate: false,
        DisableMultiRegionAccessPoints: false,
        UseGlobalEndpoint: false,
        ...(settings.endpoint !== null && { Endpoint: settings.endpoint }),
      })
      .url.href.replace(/\/$/, '')
    return url
  }
}

function objectOf(headers: IncomingHttpHeaders): StoredObject {
  const text = (name: string): string | null => {
    const value = headers[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return {
    bytes: Number(text('content-length') ?? 0),
    crc32: wholeChecksum(text('x-amz-checksum-crc32')),
    etag: text('etag'),
    sha256: text('x-amz-meta-reelkeep-sha256'),
    jobId: text('x-amz-meta-reelkeep-job'),
  }
}

/** A checksum of checksums (`…-3`) is another thing than the checksum of the object. */
function wholeChecksum(checksum: string | null): string | null {
  return checksum?.includes('-') ? null : checksum
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
      crc32: wholeChecksum(found.ChecksumCRC32 ?? null),
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
    // A proxy before a store that is away, and a bucket that is not there, say 404 too, and nothing of the object.
    if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return { outcome: 'missing' }
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
