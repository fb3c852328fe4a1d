import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import { findFreePort } from '@reelkeep/embedded'
import { type Child, spawnChild } from './child.ts'
import { openFaultProxy } from './open-fault-proxy.ts'
import { openStoreFront } from './store-front.ts'
import type { StoreUnderTest } from './world.ts'

export type OpenStore = StoreUnderTest & {
  readonly env: Readonly<Record<string, string>>
  readonly bucket: string
  readonly heal: () => void
  readonly close: () => Promise<void>
}

const bucket = 'reelkeep'
const accessKeyId = 'reelkeep'

/** Our S3 server as a child; before it the front that answers faults, and before that the proxy of the line. */
export async function openStoreUnderTest(dataDir: string): Promise<OpenStore> {
  const port = await findFreePort()
  const secretAccessKey = randomBytes(24).toString('hex')
  const folder = join(dataDir, 's3')
  const options = { dataDir: folder, port, accessKeyId, secretAccessKey, bucket, durability: 'off' }
  const logFile = join(dataDir, 'logs', 's3.log')
  let child: Child | null = null
  const start = async () => {
    if (child !== null) return
    const starting = spawnChild({
      entry: 's3-main.ts',
      env: { CHAOS_S3_OPTIONS: JSON.stringify(options) },
      logFile,
    })
    await starting.says('ready')
    child = starting
  }
  const end = async (signal: NodeJS.Signals) => {
    child?.process.kill(signal)
    await child?.ended
    child = null
  }
  await start()
  const front = await openStoreFront(port)
  const proxy = await openFaultProxy(front.port)
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  })
  return {
    proxy,
    bucket,
    env: {
      S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`,
      S3_REGION: 'us-east-1',
      S3_BUCKET: bucket,
      S3_FORCE_PATH_STYLE: 'true',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: '',
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start,
    fault: async (fault) => front.fault(fault),
    heal: front.heal,
    objects: async () => {
      const found: { key: string; bytes: number }[] = []
      let token: string | undefined
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token }))
        for (const { Key = '', Size = 0 } of page.Contents ?? []) found.push({ key: Key, bytes: Size })
        token = page.NextContinuationToken
      } while (token !== undefined)
      return found
    },
    unfinishedUploads: async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      return Uploads.map(({ Key = '' }) => Key)
    },
    read: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    },
    flipByte: async (key, at) => {
      const file = await open(join(folder, bucket, key), 'r+')
      try {
        const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at)
        await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, at)
      } finally {
        await file.close()
      }
    },
    close: async () => {
      client.destroy()
      await proxy.close()
      await front.close()
      await end('SIGTERM')
    },
  }
}
