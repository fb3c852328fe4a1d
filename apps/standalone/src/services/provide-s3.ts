import { join } from 'node:path'
import { findFreePort, keepSecret } from '@reelkeep/embedded'
import { optionsVariable } from '../children/roles.ts'
import { startChild } from '../children/start-child.ts'
import type { ServiceContext } from './service-context.ts'
import { supervise } from './supervise.ts'

export type S3Service = {
  readonly env: Readonly<Record<string, string>>
  readonly description: string
  /** Where a person finds the clips as files; null when the store is not ours. */
  readonly clipsDir: string | null
}

const BUCKET = 'reelkeep'
const ACCESS_KEY_ID = 'reelkeep'

export async function provideS3(context: ServiceContext & { logFile: string | null }): Promise<S3Service> {
  const { env, dataDir, parts, say, pids, logFile } = context
  if (env.S3_ENDPOINT?.trim()) return { env: {}, description: 'yours (S3_ENDPOINT)', clipsDir: null }
  if (env.S3_BUCKET?.trim()) return { env: {}, description: 'yours (S3_BUCKET)', clipsDir: null }
  const port = await findFreePort()
  const { secret } = keepSecret(join(dataDir, 's3.secret'))
  const folder = join(dataDir, 's3')
  const options = {
    dataDir: folder,
    port,
    accessKeyId: ACCESS_KEY_ID,
    secretAccessKey: secret,
    bucket: BUCKET,
  }
  const childEnv = { ...env, [optionsVariable]: JSON.stringify(options) }
  const start = () => startChild({ role: 's3', env: childEnv, logFile, stopWithinMs: 15_000 })
  const service = await supervise({ name: 'the S3 server', start, say })
  parts.add(service.stop)
  pids.set('s3', () => service.current().pid)
  return {
    env: {
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_REGION: 'us-east-1',
      S3_BUCKET: BUCKET,
      S3_FORCE_PATH_STYLE: 'true',
      AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: secret,
      // A session of somebody's real account does not belong to our key.
      AWS_SESSION_TOKEN: '',
    },
    description: `embedded S3 server on port ${port}`,
    clipsDir: join(folder, BUCKET),
  }
}
