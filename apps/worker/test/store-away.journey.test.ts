// The store is kept away for longer than links live: no clip is lost, none is bought meanwhile, and it is said.
import { openStore } from '@reelkeep/archive'
import { readJob, readStoreHealth } from '@reelkeep/db'
import { startTcpProxy, waitUntil } from '@reelkeep/testing'
import { expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld } from './journey-world.ts'

const linkLivesS = 4_800
const speed = 600

it('keeps every clip of a store that stays away until all links are dead, on a disk that the next worker adopts', async () => {
  await using world = await openJourneyWorld({
    speed,
    maxInFlight: 6,
    archive: { unwell_after: '1s' },
    simulator: { scenarios: { short_link: { rate: 1, value: linkLivesS } } },
  })
  const front = await startTcpProxy(addressOf(world.config.store.endpoint ?? ''))
  const config = {
    store: { ...world.config.store, endpoint: `http://127.0.0.1:${front.port}` },
    rescueEveryMs: 300,
    archiveHealth: { lookEveryMs: 100, probeEveryMs: 500, probeTimeoutMs: 2_000, tryEveryMs: 1_000 },
  }
  const first = await world.startWorker(config)
  await front.cut()
  const ids = await world.addJobs(6)
  await waitUntil(async () => ((await rescued(world)) === 6 ? true : null), {
    what: 'six rescued clips',
  })
  expect(await readStoreHealth(world.db)).toMatchObject({ closedKind: 'failing' })
  const [late] = await world.addJobs(1)
  await waitUntil(() => areLinksDead(world), { what: 'every link to die' })
  const [waiting] = await world.jobs(late === undefined ? [] : [late])
  expect(waiting && (await readJob(world.db, waiting))).toMatchObject({
    job: { state: 'queued' },
    waitingFor: 'archive_unwell',
  })
  expect((await world.bill()).creations).toBe(6)
  await first.stop()

  await front.mend()
  await world.startWorker(config)
  expect(await world.waitUntilSettled()).toEqual({ archived: 7 })
  expect(await readStoreHealth(world.db)).toMatchObject({ failingSince: null, closedAt: null })
  const made = (await world.tasks()).map(({ sha256 }) => sha256)
  const jobs = await world.jobs(ids)
  expect(jobs.map(({ clip }) => clip?.sha256).every((sha256) => made.includes(sha256 ?? ''))).toBe(true)
  expect(new Set(jobs.map(({ clip }) => clip?.key)).size).toBe(6)
  expect((await world.bill()).creations).toBe(7)
  const store = openStore(world.config.store)
  for (const { clip } of jobs) {
    expect(await store.head(clip?.key ?? '')).toMatchObject({ bytes: clip?.bytes, crc32: clip?.crc32 })
  }
  store.close()
  await front.close()
})

function addressOf(endpoint: string): { host: string; port: number } {
  const { hostname, port } = new URL(endpoint)
  return { host: hostname, port: Number(port) }
}

async function rescued({ db }: JourneyWorld): Promise<number> {
  const [row] = await db.sql<[{ count: number }]>`
    select count(*)::int as count from jobs where rescued_to is not null`
  return row.count
}

async function areLinksDead({ db }: JourneyWorld): Promise<boolean> {
  const rows = await db.sql<{ source_url: string }[]>`select source_url from jobs where state = 'archiving'`
  const answers = await Promise.all(rows.map(async ({ source_url }) => (await fetch(source_url)).status))
  return answers.length === 6 && answers.every((status) => status >= 400)
}
