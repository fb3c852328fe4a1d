import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { readConfig as readApiConfig } from '@reelkeep/api/config'
import { readConfig as readWorkerConfig } from '@reelkeep/worker/config'
import { UsageError } from './usage-error.ts'

/** What the embedded services will fill in, well-formed, so that everything else can be judged before they start. */
const STAND_INS = {
  DATABASE_URL: 'postgres://stand-in@127.0.0.1/stand-in',
  REDIS_URL: 'redis://127.0.0.1',
  S3_ENDPOINT: 'http://127.0.0.1',
  S3_REGION: 'us-east-1',
  S3_BUCKET: 'reelkeep',
  AWS_ACCESS_KEY_ID: 'stand-in',
  AWS_SECRET_ACCESS_KEY: 'stand-in',
}

/** Says what is wrong with the settings before anything is started. */
export async function checkSettings(env: NodeJS.ProcessEnv): Promise<void> {
  const set = Object.entries(env).filter(([, value]) => value?.trim())
  const filled = { ...STAND_INS, ...Object.fromEntries(set) }
  const { host, port } = asUsage(() => readApiConfig(filled))
  asUsage(() => readWorkerConfig(filled))
  const problem = port === 0 ? null : await tryListenPatiently(host, port)
  if (problem === 'EADDRINUSE') {
    throw new Error(
      `port ${port} of ${host} is taken by another program: set PORT (for the demo: -- --port) to a free one`,
    )
  }
  if (problem !== null) throw new Error(`cannot listen on ${host}:${port} (${problem}): set HOST and PORT`)
}

function asUsage<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** An api whose parent was killed a moment ago may still be on its way out. */
async function tryListenPatiently(host: string, port: number): Promise<string | null> {
  const untilMs = performance.now() + 1_000
  for (;;) {
    const problem = await tryListen(host, port)
    if (problem !== 'EADDRINUSE' || performance.now() > untilMs) return problem
    await delay(100)
  }
}

/** The error's code; null when it works. */
function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
}
