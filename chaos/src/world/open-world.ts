import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { migrate } from '@reelkeep/db'
import { findFreePort } from '@reelkeep/embedded'
import { openApiUnderTest } from './api-under-test.ts'
import { makeEnvironment, makeSecrets, upstreamName, type WorldSecrets } from './environment.ts'
import { findRedis } from './find-redis.ts'
import { openPostgres } from './postgres-under-test.ts'
import { openRedis } from './redis-under-test.ts'
import { openStoreUnderTest } from './store-under-test.ts'
import { openUpstreamUnderTest } from './upstream-under-test.ts'
import { openWorkers } from './workers.ts'
import type { ChaosWorld } from './world.ts'

export type OpenChaosWorld = ChaosWorld & {
  readonly dataDir: string
  readonly secrets: WorldSecrets
  readonly bucket: string
  readonly env: Readonly<Record<string, string>>
  /** And two plain workers, open gates: as a row finds it. */
  readonly atRest: () => Promise<void>
  /** Ends everything; the data is kept only if asked for. */
  readonly close: (keepsData: boolean) => Promise<void>
}

/** Throws where no Redis server can be had. `sabotage` names a guard that its workers lack. */
export async function openChaosWorld(seed: number, sabotage: string | null = null): Promise<OpenChaosWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reelkeep-chaos-'))
  // Also when a person ends us in the middle: the processes of the world die with us, its data would stay.
  const leaveNothing = () => rmSync(dataDir, { recursive: true, force: true })
  process.on('exit', leaveNothing)
  await mkdir(join(dataDir, 'logs'))
  const server = await findRedis()
  const [postgres, redis, store, upstream, apiPort] = await Promise.all([
    openPostgres(dataDir),
    openRedis(dataDir, server),
    openStoreUnderTest(dataDir),
    openUpstreamUnderTest(dataDir, seed),
    findFreePort(),
  ])
  await migrate(postgres.directUrl)
  const secrets = makeSecrets()
  const env = await makeEnvironment({
    dataDir,
    secrets,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    storeEnv: store.env,
    authority: upstream.authority,
    apiPort,
  })
  const workers = openWorkers(env, dataDir, sabotage)
  const [api] = await Promise.all([openApiUnderTest(env, secrets.adminKey, dataDir), workers.atRest()])

  async function heal(): Promise<void> {
    for (const { proxy } of [postgres, redis, store, upstream]) proxy.heal()
    store.heal()
    await Promise.all([postgres.start(), redis.start(), store.start(), upstream.heal()])
    await Promise.all([api.start(), workers.running().length === 0 ? workers.start() : null])
    for (const worker of workers.running()) worker.thaw()
  }

  return {
    postgres,
    redis,
    store,
    upstream,
    api,
    workers: workers.running,
    startWorker: workers.start,
    until,
    dataDir,
    secrets,
    bucket: store.bucket,
    env,
    heal,
    atRest: async () => {
      await heal()
      await workers.atRest()
      await reopenGate()
    },
    close: async (keepsData) => {
      await workers.close()
      await api.close()
      await Promise.allSettled([postgres.close(), redis.close(), store.close(), upstream.close()])
      process.off('exit', leaveNothing)
      if (!keepsData) await rm(dataDir, { recursive: true, force: true })
    },
  }

  /** As an operator would after an incident. */
  async function reopenGate(): Promise<void> {
    const answer = await api.call('PATCH', `/v1/upstreams/${upstreamName}`, { paused: false })
    if (answer.status !== 200) throw new Error(`the gate could not be opened again: ${answer.status}`)
  }
}

const lookEveryMs = 50

async function until<Value>(
  what: string,
  look: () => Promise<Value | null | false>,
  withinMs = 15_000,
): Promise<Value> {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== null && found !== false) return found
    if (performance.now() > deadlineMs) throw new Error(`${what}: not within ${withinMs} ms`)
    await delay(lookEveryMs)
  }
}
