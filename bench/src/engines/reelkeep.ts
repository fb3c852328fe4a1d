import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { migrate } from '@reelkeep/db'
import { findFreePort } from '@reelkeep/embedded'
import type { Engine, EngineInput, RunFigures } from '../engine.ts'
import { workload } from '../engine.ts'
import { measure } from '../services/measure.ts'
import { untilReady } from '../services/until-ready.ts'

const apps = join(import.meta.dirname, '../../../apps')

/** The api and a worker as they are, nothing switched off: write-ahead, history, ledger, hashes, checks, HEAD. */
export const reelkeep: Engine = {
  name: 'reelkeep',
  title: 'Reelkeep, the whole journey',
  history: 'ours',
  run,
}

async function run({ jobs, world, services }: EngineInput): Promise<RunFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-bench-'))
  const key = randomBytes(24).toString('hex')
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const env = { ...process.env, ...(await environment(folder, key, port, world)) }
  await migrate(world.databaseUrl)
  const children = ['api', 'worker'].map((app) =>
    fork(join(apps, app, 'src/main.ts'), [], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  )
  try {
    await untilReady(url)
    return await measure({
      engine: 'reelkeep',
      jobs,
      services,
      enginePids: children.map((child) => child.pid ?? 0),
      work: async () => {
        const batch = await send(url, key, jobs)
        await untilFinished(url, key, batch)
      },
    })
  } finally {
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : null)))
    await rm(folder, { recursive: true, force: true })
  }
}

async function environment(
  folder: string,
  key: string,
  port: number,
  world: EngineInput['world'],
): Promise<Record<string, string>> {
  const upstream = new URL(world.upstreamUrl).host
  const configPath = join(folder, 'reelkeep.config.yaml')
  const pollEvery = `${workload.pollEveryMs}ms`
  const config = {
    default_upstream: 'bench',
    archive: { concurrency: workload.concurrency },
    upstreams: {
      bench: {
        profile: 'globalaiopc',
        base_url: world.upstreamBaseUrl,
        api_key: 'bench',
        simulated: true,
        allow_http_links: true,
        max_in_flight: 100_000,
        requests_per_minute: 1_000_000,
        polls_per_minute: 10_000_000,
        poll: { first: pollEvery, min: pollEvery, max: pollEvery },
        prices: { grok_video3: { per_second_usd: '0.05' } },
      },
    },
  }
  // YAML is a superset of JSON.
  await writeFile(configPath, JSON.stringify(config))
  return {
    DATABASE_URL: world.databaseUrl,
    REDIS_URL: world.redisUrl,
    S3_ENDPOINT: world.s3.endpoint,
    S3_REGION: 'us-east-1',
    S3_BUCKET: world.s3.bucket,
    S3_FORCE_PATH_STYLE: 'true',
    AWS_ACCESS_KEY_ID: world.s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: world.s3.secretAccessKey,
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'info',
    REELKEEP_DATA_DIR: folder,
    REELKEEP_CONFIG: configPath,
    REELKEEP_ADMIN_KEY: key,
    REELKEEP_SECRET: randomBytes(24).toString('hex'),
    REELKEEP_ALLOW_PRIVATE_HOSTS: upstream,
  }
}

async function send(url: string, key: string, jobs: number): Promise<string> {
  const rows = Array.from({ length: jobs }, (_, index) =>
    JSON.stringify({ prompt: `clip ${index}`, model: 'grok_video3', duration: 6, resolution: '480p' }),
  )
  const reply = await fetch(`${url}/v1/batches?name=bench&stop_when=never`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: rows.join('\n'),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`the batch was refused: ${text.slice(0, 500)}`)
  return (JSON.parse(text) as { id: string }).id
}

async function untilFinished(url: string, key: string, batch: string): Promise<void> {
  for (;;) {
    const reply = await fetch(`${url}/v1/batches/${batch}`, { headers: { authorization: `Bearer ${key}` } })
    const { counts } = (await reply.json()) as {
      counts: { total: number; archived: number; failed: number; unconfirmed: number }
    }
    if (counts.archived === counts.total) return
    if (counts.failed + counts.unconfirmed > 0)
      throw new Error(`not every clip came: ${JSON.stringify(counts)}`)
    await delay(250)
  }
}
