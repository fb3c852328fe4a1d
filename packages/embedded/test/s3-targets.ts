// The servers that the conformance checks run against: ours, and an independent one where it is installed.

import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { startS3 } from '../src/index.ts'
import { missingRadosgwPrograms, startRadosgw } from './radosgw.ts'
import { temporaryDataDir } from './temporary-data-dir.ts'

export const s3Key = { accessKeyId: 'AKREELKEEPTEST', secretAccessKey: 'a secret / with + signs' }

export interface RunningTarget {
  endpoint: string
  client(more?: S3ClientConfig): S3Client
  stop(): Promise<void>
}

export interface Target {
  name: string
  /** null when it can run. */
  skipReason: string | null
  /** Knows what S3 learnt since 2022: x-amz-checksum headers, trailers, conditions at the end of an upload. Ceph 16 does not. */
  isCurrent: boolean
  start(): Promise<RunningTarget>
}

const missing = missingRadosgwPrograms()

export const targets: readonly Target[] = [
  { name: 'the embedded server', skipReason: null, isCurrent: true, start: startEmbedded },
  {
    name: 'radosgw',
    skipReason: missing.length === 0 ? null : `not on PATH: ${missing.join(', ')}`,
    isCurrent: false,
    start: startCeph,
  },
]

export async function startEmbedded(): Promise<RunningTarget> {
  const dataDir = temporaryDataDir()
  const server = await startS3({ dataDir: dataDir.path, durability: 'off', ...s3Key })
  return {
    endpoint: server.endpoint,
    client: (more) => createClient(server.endpoint, more),
    stop: async () => {
      await server.stop()
      dataDir[Symbol.dispose]()
    },
  }
}

async function startCeph(): Promise<RunningTarget> {
  const dataDir = temporaryDataDir()
  const { endpoint, stop } = await startRadosgw({ dataDir: dataDir.path, ...s3Key })
  const client = (more: S3ClientConfig = {}) =>
    createClient(endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED', ...more })
  return {
    endpoint,
    client,
    stop: async () => {
      await stop()
      dataDir[Symbol.dispose]()
    },
  }
}

export function createClient(endpoint: string, more: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: s3Key,
    maxAttempts: 1,
    ...more,
  })
}
