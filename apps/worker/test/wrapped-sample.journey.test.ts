import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Job } from '@reelkeep/core'
import { waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld } from './journey-world.ts'
import { type SampleServer, sampleTaskId, sampleText, sampleWithLink, serveSample } from './serve-sample.ts'

const clip = readFileSync(new URL('../../../packages/simulator/fixtures/aurora-854x480.mp4', import.meta.url))
const query = `GET /grok/v1/videos/${sampleTaskId}`

describe('the wrapped reply of CometAPI’s own page, from ten lines of server', () => {
  it('is archived after five polls, and its 500000000 ticks are charged once although two polls report them', async () => {
    await using server = await serveSample(clip, (origin) => [
      JSON.stringify({ request_id: sampleTaskId }),
      JSON.stringify({ request_id: sampleTaskId, status: 'processing', progress: 40 }),
      wrappedPending,
      sampleWithLink(`${origin}/dead.mp4`),
      sampleWithLink(`${origin}/clip.mp4`),
    ])
    await using world = await openSampleWorld(server, { speed: 600 })
    const { id } = await world.addJob('cometapi', wish)
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 1 })

    const [job] = await world.jobs([id])
    expect(job).toMatchObject({
      polls: 5,
      submissions: 1,
      reportedTicks: 500_000_000n,
      chargedTicks: 500_000_000n,
      costSource: 'estimated',
      reported: { model: 'grok-imagine-video', durationS: 1 },
      clip: { sha256: createHash('sha256').update(clip).digest('hex') },
    })
    expect(await chargesOf(world, id)).toEqual([{ kind: 'charged', ticks: '500000000', source: 'estimated' }])
    expect(callsOf(server, 'POST')).toEqual(['POST /grok/v1/videos/generations'])
    expect(callsOf(server, query)).toHaveLength(5)
    expect(keyedCallsOf(server)).not.toContain('GET /clip.mp4')
    expect(callsOf(server, 'GET /dead.mp4')).not.toHaveLength(0)
  })

  it('whose link cannot be reached from here stays archiving and says why, and is not paid for again', async () => {
    await using server = await serveSample(clip, () => [sampleText, sampleText, sampleText, sampleText])
    // At the pace of life, so that one look at it is a look before the next try.
    await using world = await openSampleWorld(server, { speed: 1 })
    const { id } = await world.addJob('cometapi', wish)
    await world.startWorker()
    const trouble = await waitUntil(() => archiveTroubleOf(world, id), {
      timeoutMs: 60_000,
      what: 'the first try to fetch the clip',
    })
    expect(trouble.detail).toMatch(/HTTP 4|http_status|vidgen\.x\.ai/)
    const [job] = await world.jobs([id])
    expect(job).toMatchObject({ state: 'archiving', reason: null, failure: null, chargedTicks: 500_000_000n })
    expect(await chargesOf(world, id)).toHaveLength(1)
    expect(callsOf(server, 'POST')).toHaveLength(1)
  })
})

const wish = {
  prompt: 'a lighthouse, one second',
  model: 'grok-imagine-video',
  durationS: 1,
  resolution: '480p',
}

/** As the gateway's own software writes it while it waits. */
const wrappedPending = JSON.stringify({
  code: 'success',
  message: '',
  data: {
    task_id: sampleTaskId,
    action: 'VIDEO_GENERATION',
    status: 'IN_PROGRESS',
    fail_reason: '',
    submit_time: 1773297002,
    start_time: 0,
    finish_time: 0,
    progress: '30%',
    data: { status: 'pending' },
  },
})

function openSampleWorld(server: SampleServer, { speed }: { speed: number }): Promise<JourneyWorld> {
  return openJourneyWorld({
    speed,
    upstreams: [
      {
        name: 'cometapi',
        profile: 'cometapi',
        baseUrl: server.origin,
        settings: {
          bill_factor: 1,
          ...(speed === 1 && { poll: { first: '100ms', min: '10s', max: '10s' } }),
        },
      },
    ],
  })
}

async function chargesOf({ db }: JourneyWorld, id: Job['id']) {
  return db.sql`select kind, ticks::text, source from ledger_entries where job_id = ${id} and kind = 'charged'`
}

async function archiveTroubleOf(
  { db }: JourneyWorld,
  id: Job['id'],
): Promise<{ detail: string } | undefined> {
  const rows = await db.sql<{ detail: string }[]>`
    select detail::text from job_events
    where job_id = ${id} and kind in ('archive-interrupted', 'link-dead') order by seq limit 1`
  return rows[0]
}

function callsOf({ seen }: SampleServer, start: string): string[] {
  return seen.map(({ call }) => call).filter((call) => call.startsWith(start))
}

function keyedCallsOf({ seen }: SampleServer): string[] {
  return seen.filter(({ key }) => key).map(({ call }) => call)
}
