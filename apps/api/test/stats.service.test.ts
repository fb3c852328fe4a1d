import { type Job, ledgerSides } from '@reelkeep/core'
import type { Database } from '@reelkeep/db'
import { aClip, aJob, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { makeKey } from './keys.ts'
import { startTestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const minuteMs = 60_000
const at = (minutes: number) => new Date(Date.parse('2026-11-20T10:00:00Z') + minutes * minuteMs)

/** Made at a minute, sent two later, rendered ten later, archived one later. */
function anArchived(minute: number, overrides: Partial<Job> = {}): Job {
  return aJob({
    upstream,
    state: 'archived',
    createdAt: at(minute),
    submittedAt: at(minute + 2),
    renderedAt: at(minute + 12),
    finishedAt: at(minute + 13),
    reported: {
      model: null,
      durationS: null,
      createdAt: null,
      startedAt: null,
      finishedAt: new Date(at(minute + 12).getTime() - 20_000),
    },
    polls: 3,
    clip: aClip({ bytes: 1_000, key: `clip-${minute}-${overrides.model ?? ''}` }),
    ...overrides,
  })
}

async function book(
  { sql }: Database,
  job: Job,
  entry: {
    kind: 'charged' | 'adjusted' | 'contingent'
    ticks: number | null
    source: string
    minute: number
    simulated?: boolean
  },
): Promise<void> {
  const { debit, credit } = ledgerSides[entry.kind]
  await sql`
    insert into ledger_entries (charge_key, job_id, owner_id, submission_id, upstream, model, kind, debit, credit, ticks,
      source, at, simulated)
    values (${crypto.randomUUID()}, ${job.id}, ${job.ownerId}, ${job.submission?.id ?? null}, ${job.upstream}, ${job.model},
      ${entry.kind}, ${debit}, ${credit}, ${entry.ticks}, ${entry.source}, ${at(entry.minute)}, ${entry.simulated ?? false})`
}

describe('GET /v1/stats/series', () => {
  test('says step by step what was made and ended, how long it took, and what it cost', async () => {
    await using api = await startTestApi()
    const first = await insertJob(api.db, anArchived(0))
    await insertJob(api.db, anArchived(1))
    await insertJob(
      api.db,
      aJob({ upstream, state: 'failed', reason: 'moderated', createdAt: at(3), finishedAt: at(20) }),
    )
    await book(api.db, first, { kind: 'charged', ticks: 50, source: 'metered', minute: 12 })
    await book(api.db, first, { kind: 'charged', ticks: 7, source: 'estimated', minute: 13 })
    await book(api.db, first, { kind: 'contingent', ticks: 9, source: 'estimated', minute: 13 })
    await book(api.db, first, { kind: 'charged', ticks: 5, source: 'metered', minute: 16, simulated: true })
    const unpriced = await insertJob(api.db, aJob({ upstream, state: 'archiving', createdAt: at(2) }))
    await book(api.db, unpriced, { kind: 'charged', ticks: null, source: 'unknown', minute: 17 })

    const { status, body } = await api.call(
      'GET',
      `/v1/stats/series?from=${at(2).toISOString()}&to=${at(31).toISOString()}&step=15m`,
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'stats_series',
      step: '15m',
      time_zone: 'UTC',
      from: at(0).toISOString(),
    })
    expect(body.data.map((step: { at: string }) => step.at)).toEqual(
      [0, 15, 30].map((m) => at(m).toISOString()),
    )
    expect(body.data[0]).toMatchObject({
      created: 4,
      archived: 2,
      failed: 0,
      bytes: '2000',
      polls: 6,
      spend: { metered_ticks: '50', estimated_ticks: '7', contingent_ticks: '9', unknown: 0 },
      spend_simulated: { metered_ticks: null, estimated_ticks: null, unknown: 0 },
    })
    expect(body.data[1]).toMatchObject({
      created: 0,
      archived: 0,
      failed: 1,
      by_reason: { moderated: 1 },
      spend: { metered_ticks: null, unknown: 1 },
      spend_simulated: { metered_ticks: '5' },
      latency: { total: { count: 0, p50_ms: null } },
    })
    expect(body.data[2]).toMatchObject({ created: 0, archived: 0, failed: 0, by_reason: {}, bytes: '0' })
    const near = (seconds: number) => expect.closeTo(seconds * 1_000, -Math.log10(seconds * 200))
    for (const [name, seconds] of Object.entries({
      wait: 120,
      render: 600,
      detection: 20,
      archive: 60,
      total: 780,
    })) {
      const { count, p50_ms, p99_ms } = body.data[0].latency[name]
      expect([name, count]).toEqual([name, 2])
      expect([name, p50_ms]).toEqual([name, near(seconds)])
      expect([name, p99_ms]).toEqual([name, near(seconds)])
    }
    expect(body.total).toMatchObject({
      created: 4,
      archived: 2,
      failed: 1,
      spend: { metered_ticks: '50', unknown: 1 },
    })
  })

  test('counts only the upstream and model that are asked for, and only what is the caller’s own', async () => {
    await using api = await startTestApi()
    await insertJob(api.db, anArchived(0))
    await insertJob(api.db, anArchived(0, { model: 'grok_video3_max' }))
    const { secret } = await makeKey(api, { owner: 'other', scopes: ['read'] })
    const asked = async (query: string, headers = {}) => {
      const range = `from=${at(0).toISOString()}&to=${at(60).toISOString()}`
      const { body } = await api.call('GET', `/v1/stats/series?${range}${query}`, undefined, headers)
      return [body.total.created, body.total.archived]
    }
    expect(await asked('')).toEqual([2, 2])
    expect(await asked('&model=grok_video3_max')).toEqual([1, 1])
    expect(await asked('&upstream=elsewhere')).toEqual([0, 0])
    expect(await asked('', { authorization: `Bearer ${secret}` })).toEqual([0, 0])
  })

  test('chooses the step by the length of the time, and refuses one that is too fine, naming those that would do', async () => {
    await using api = await startTestApi()
    const stepOf = async (query: string) => (await api.call('GET', `/v1/stats/series?${query}`)).body.step
    expect(await stepOf('')).toBe('15m')
    expect(await stepOf('from=2026-11-20T10:00:00Z&to=2026-11-20T11:00:00Z')).toBe('1m')
    expect(await stepOf('from=2026-11-01&to=2026-11-08')).toBe('1h')
    expect(await stepOf('from=2026-08-01&to=2026-11-08')).toBe('1d')
    const fine = await api.call('GET', '/v1/stats/series?from=2026-08-01&to=2026-11-08&step=1h')
    expect(fine.status).toBe(400)
    expect(fine.body.error).toMatchObject({ code: 'step_too_fine', param: 'step' })
    expect(fine.body.error.details[0].allowed).toEqual(['6h', '1d'])
    const backwards = await api.call('GET', '/v1/stats/series?from=2026-11-08&to=2026-08-01')
    expect(backwards.body.error).toMatchObject({ code: 'not_after_from', param: 'to' })
  })

  test('lets days begin where the owner of the installation says, also when a clock is put back', async () => {
    await using api = await startTestApi({ env: { REELKEEP_TZ: 'Europe/Berlin' } })
    const { body } = await api.call('GET', '/v1/stats/series?from=2026-10-24&to=2026-10-27&step=1d')
    expect(body.data.map((step: { at: string }) => step.at)).toEqual([
      '2026-10-23T22:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ])
  })
})
