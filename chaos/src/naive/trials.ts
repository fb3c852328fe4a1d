import type { OpenChaosWorld } from '../world/open-world.ts'
import type { System } from './system.ts'

/** One fault that both systems meet, by the number of its row in the matrix. */
export type Trial = {
  readonly row: number
  readonly fault: string
  /** Upstream scenarios, handed out in turn. */
  readonly markers: readonly string[]
  /** Absent: a dozen, which the workers have in hand all at once. */
  readonly jobs?: number
  /** Called once the jobs are sent. `created` resolves when so many of them exist at the upstream. */
  readonly strike?: (hit: {
    readonly world: OpenChaosWorld
    readonly system: System
    readonly created: (count: number) => Promise<void>
  }) => Promise<void>
}

export const jobsPerTrial = 12

const half = jobsPerTrial / 2
/** Two thirds of a link's planned life in this world. */
const storeAwayMs = 12_000

export const trials: readonly Trial[] = [
  {
    row: 2,
    fault: 'kill -9 while creates wait for their answers',
    markers: ['[sim:slow_create=1500]'],
    strike: async ({ system, created }) => {
      await created(half)
      await system.killOne()
    },
  },
  {
    row: 21,
    fault: 'kill -9 of one worker, then of the other, under way',
    markers: [''],
    strike: async ({ system, created }) => {
      await created(2)
      await system.killOne()
      await created(half)
      await system.killOne()
    },
  },
  {
    row: 29,
    fault: '500, 502, 524 or silence to a create that was made',
    markers: [
      '[sim:server_error_created]',
      '[sim:bad_gateway_created]',
      '[sim:cloudflare_524]',
      '[sim:lost_reply]',
    ],
  },
  {
    row: 8,
    fault: 'Redis is flushed while half of the jobs wait',
    markers: [''],
    jobs: 40,
    strike: async ({ world, created }) => {
      await created(half)
      await world.redis.flush()
    },
  },
  {
    row: 13,
    fault: 'Postgres restarts twice',
    markers: [''],
    strike: async ({ world, created }) => {
      await created(2)
      await world.postgres.restart('immediate')
      await created(half)
      await world.postgres.restart('fast')
    },
  },
  {
    row: 17,
    fault: 'the store answers 503 for two thirds of a link’s life',
    markers: [''],
    strike: async ({ world, created }) => {
      const refuses = await world.store.fault({
        method: 'PUT',
        call: 'any',
        does: { status: 503 },
        times: Number.POSITIVE_INFINITY,
      })
      await created(1)
      const overAt = Date.now() + storeAwayMs
      await world.until('the store is back', async () => Date.now() > overAt, storeAwayMs * 2)
      refuses.lift()
    },
  },
  {
    row: 20,
    fault: 'writes are completed and their answers lost',
    markers: [''],
    strike: async ({ world }) => {
      await world.store.fault({ method: 'PUT', call: 'object', does: 'lose-reply', times: half })
    },
  },
  {
    row: 22,
    fault: 'downloads are cut short',
    markers: ['[sim:cut_download]', '[sim:truncated_clip]', '[sim:wrong_length]'],
  },
  {
    row: 24,
    fault: '200 with HTML, JSON or nothing instead of the clip',
    markers: ['[sim:html_clip]', '[sim:html_as_mp4]', '[sim:json_as_mp4]', '[sim:empty_clip]'],
  },
  {
    row: 26,
    fault: '403 for the first links',
    markers: ['[sim:expired_link=1]', '[sim:expired_link=2]'],
  },
]
