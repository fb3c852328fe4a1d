import { setTimeout as delay } from 'node:timers/promises'
import type { Row, Run } from './row.ts'
import { upstreamName } from './world/environment.ts'

const jobs = 500
const batchSize = 25

/** Of all creates, renders, polls and downloads, so many are struck. */
const rates = {
  lost_reply: 0.02,
  server_error_created: 0.02,
  bad_gateway: 0.03,
  rate_limited: 0.05,
  slow_create: 0.03,
  failed: 0.03,
  moderated: 0.02,
  poll_error: 0.1,
  poll_lost: 0.05,
  poll_garbage: 0.03,
  status_backwards: 0.03,
  cut_download: 0.08,
  truncated_clip: 0.04,
  html_clip: 0.04,
  expired_link: 0.05,
}

/** After peace: what was struck last has its retries before it. */
const restsWithinMs = 120_000

/** Everything at once for a while, then peace. Not a row of the matrix: all of them, at random. */
export function soakOf(forMs: number): Row {
  return {
    number: 0,
    fault: `soak: ${jobs} jobs, every fault at random for ${forMs / 1_000} s`,
    expected: 'every promise holds once it is quiet again',
    guards: [],
    isReleaseGate: false,
    play: (run) => soak(run, forMs),
  }
}

async function soak(run: Run, forMs: number): Promise<void> {
  const startedMs = performance.now()
  const left = () => forMs - (performance.now() - startedMs)
  await run.world.upstream.scenarios(rates)
  let sent = 0
  const sending = (async () => {
    // The last are sent while there is time to strike them.
    for (; sent < jobs; sent += batchSize) {
      await sendUntilTaken(run)
      await delay((forMs * 0.8) / (jobs / batchSize))
    }
  })()
  while (left() > 0) {
    const strike = strikes[run.draw(0, strikes.length - 1)]
    await strike?.(run)
    run.fired()
    await openGate(run)
    await delay(run.draw(500, 3_000))
  }
  await sending
  await run.world.upstream.scenarios({})
  await comeToRest(run)
}

/** As a client that is told 503, or nothing, and asks again. */
async function sendUntilTaken(run: Run): Promise<void> {
  await run.world.until('a batch is taken', () => run.sendPlain(batchSize).catch(() => null), 60_000)
}

async function comeToRest(run: Run): Promise<void> {
  await run.world.heal()
  await run.world.until(
    'the soak comes to rest',
    async () => {
      await openGate(run)
      return run.rest(1_000).then(
        () => true,
        () => false,
      )
    },
    restsWithinMs,
  )
}

/** As a person who is called by the alarm would. */
async function openGate(run: Run): Promise<void> {
  await run.world.api.call('PATCH', `/v1/upstreams/${upstreamName}`, { paused: false }).catch(() => undefined)
}

type Strike = (run: Run) => Promise<void>

const strikes: readonly Strike[] = [
  async ({ world, draw }) => {
    const workers = world.workers()
    await workers[draw(0, workers.length - 1)]?.kill()
    await world.startWorker()
  },
  async ({ world, draw }) => {
    const [worker] = world.workers()
    worker?.freeze()
    await delay(draw(500, 3_000))
    worker?.thaw()
  },
  async ({ world }) => {
    const [oldest] = world.workers()
    await Promise.all([oldest?.stop(), world.startWorker()])
  },
  async ({ world }) => {
    await world.api.kill()
    await world.api.start()
  },
  ({ world }) => world.redis.flush(),
  async ({ world, draw }) => {
    await world.redis.kill()
    await delay(draw(100, 2_000))
    await world.redis.start()
  },
  ({ world, random }) => world.postgres.restart(random() < 0.5 ? 'fast' : 'immediate'),
  async ({ world, draw }) => {
    await world.store.kill()
    await delay(draw(100, 2_000))
    await world.store.start()
  },
  async ({ world, draw }) => {
    const fault = await world.store.fault({
      method: 'PUT',
      call: 'any',
      does: draw(0, 1) === 0 ? { status: 503 } : 'lose-reply',
      times: draw(1, 10),
    })
    await delay(1_000)
    fault.lift()
  },
  async ({ world, draw }) => {
    const services = [world.postgres, world.redis, world.store, world.upstream]
    const { proxy } = services[draw(0, services.length - 1)] ?? world.upstream
    proxy.apply(
      draw(0, 2) === 0
        ? { type: 'delay', ms: draw(50, 300) }
        : { type: draw(0, 1) === 0 ? 'reset' : 'black-hole' },
    )
    await delay(draw(300, 2_000))
    proxy.heal()
  },
]
