import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { type Child, spawnChild } from '../world/child.ts'
import type { OpenChaosWorld } from '../world/open-world.ts'
import type { Standing, System } from './system.ts'

export type OpenNaiveSystem = System & { readonly close: () => Promise<void> }

const workersCount = 2

/** The queue and two processes of the naive worker on the services of a chaos world, behind the same proxies. */
export async function openNaiveSystem(world: OpenChaosWorld): Promise<OpenNaiveSystem> {
  const { REDIS_URL = '' } = world.env
  await world.postgres.execute(
    `create table if not exists naive_videos (id text primary key, prompt text not null, status text not null)`,
  )
  const queue = new Queue('naive-videos', { connection: { url: REDIS_URL, maxRetriesPerRequest: null } })
  queue.on('error', () => undefined)
  const env = {
    ...world.env,
    NAIVE_UPSTREAM_URL: `http://${world.upstream.proxy.host}:${world.upstream.proxy.port}/kyyReactApiServer`,
    NAIVE_UPSTREAM_KEY: world.secrets.upstreamKey,
  }
  const running: Child[] = []
  const start = async () => {
    const logFile = join(world.dataDir, 'logs', `naive-${randomUUID()}.log`)
    const child = spawnChild({ entry: 'naive/naive-worker.ts', env, logFile })
    await child.says('ready')
    running.push(child)
  }
  await Promise.all(Array.from({ length: workersCount }, start))
  return {
    name: 'naive',
    send: async (prompts) => {
      const videos = prompts.map((prompt) => ({ id: randomUUID(), prompt }))
      const rows = videos.map(({ id, prompt }) => `('${id}', '${prompt}', 'queued')`)
      await world.postgres.execute(`insert into naive_videos values ${rows.join(', ')}`)
      const opts = { attempts: 3, backoff: { type: 'exponential', delay: 1_000 } }
      await queue.addBulk(videos.map((data) => ({ name: 'video', data, opts })))
    },
    killOne: async () => {
      await running.shift()?.kill()
      await start()
    },
    standing: async () => {
      const rows = await world.postgres.execute<{ prompt: string; status: string }>(
        'select prompt, status from naive_videos',
      )
      return new Map(rows.map(({ prompt, status }) => [prompt, standingOf(status)]))
    },
    close: async () => {
      await Promise.all(running.map((child) => child.kill()))
      await queue.close()
    },
  }
}

function standingOf(status: string): Standing {
  if (status === 'done') return 'kept'
  return status === 'failed' ? 'failed' : 'moving'
}
