import { expandTemplate, templateOfLiteral } from '@reelkeep/core'
import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi, type TestApi, testAdminKey } from './start-test-api.ts'

const upstream = 'globalaiopc'
const autumn = `name=autumn&defaults=${encodeURIComponent('{"model":"grok_video3"}')}`

async function send(api: TestApi, query: string, body: string, type = 'text/csv') {
  const response = await fetch(`${api.url}/v1/batches?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': type },
    body,
  })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown> & { id: string },
  }
}

/** What an export or a redo gives, as it is. */
async function read(api: TestApi, path: string): Promise<string> {
  const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${testAdminKey}` } })
  return response.text()
}

/** As a step leaves them; the numbers are rows. */
async function fail(api: TestApi, batchId: string, rows: readonly number[], charged = 'no'): Promise<void> {
  const failure = { step: 'poll', reason: 'upstream_failed', message: 'no', charged, retryable: true }
  for (const state of ['submitting', 'failed']) {
    await api.db.sql`
      update jobs set state = ${state}, submissions = 1, version = version + 1,
        reason = ${state === 'failed' ? 'upstream_failed' : null},
        failure = ${state === 'failed' ? api.db.sql.json(failure) : null},
        due_at = case when ${state === 'failed'} then null else due_at end,
        finished_at = case when ${state === 'failed'} then now() end
      where batch_id = ${batchId} and batch_row = any(${[...rows]}::integer[]) and is_current`
  }
}

const sheet = [
  'Shot,prompt,duration,Note',
  '1,"a fox, in snow",6,=1+1',
  '2,"a ""quoted"" {Shot}",10,-5 degrees',
  '3,a heron,10,',
  '4,a heron,10,',
  '',
].join('\r\n')

describe('redo', () => {
  test('gives the chosen rows as they came, which sent again are retried, or run beside when edited', async () => {
    await using api = await startTestApi()
    const { body: batch } = await send(api, autumn, sheet)
    if (batch.id === undefined) throw new Error(JSON.stringify(batch))
    await fail(api, batch.id, [2, 4])
    const redo = await api.call('GET', `/v1/batches/${batch.id}/redo?state=failed`)
    expect(redo.headers.get('reelkeep-rows')).toBe('3')
    // Row 3 is equal to row 4, and what tells them apart is only their place.
    expect(redo.body.replace('\ufeff', '').split('\r\n')).toEqual([
      'Shot,prompt,duration,Note',
      '2,"a ""quoted"" {Shot}",10,-5 degrees',
      '3,a heron,10,',
      '4,a heron,10,',
      '',
    ])
    const again = await send(api, autumn, redo.body)
    expect(again.body).toMatchObject({ id: batch.id, created: 0, retried: 2, unchanged: 1 })
    const edited = redo.body.replace('a ""quoted""', 'a plain')
    const third = await send(api, autumn, edited)
    expect(third.body).toMatchObject({ created: 1, retried: 0 })
  })

  test('of rows that came in a JSON body are lines that mean the same rows', async () => {
    await using api = await startTestApi()
    const items = [
      { prompt: 'a {brace} and {{two}}', custom_id: 'one', metadata: { shot: 1 } },
      { prompt: 'a heron', model: 'grok_video3', upstream, priority: 9 },
    ]
    const defaults = { model: 'grok_video3', duration: 6 }
    const { body: batch } = await api.call('POST', '/v1/batches', { name: 'json', items, defaults })
    await fail(api, batch.id, [1, 2])
    const redo = await read(api, `/v1/batches/${batch.id}/redo`)
    const again = await send(api, 'name=json', redo, 'application/x-ndjson')
    expect(again.body).toMatchObject({ id: batch.id, created: 0, retried: 2, absent: 0 })
  })

  test.each(['{a}', '{{a}}', '{a}}', '{', '{{', 'a { b {c} }} d', '{{{x}}}'])(
    '%s stays what it is',
    (text) => {
      expect(
        expandTemplate(
          templateOfLiteral(text),
          new Map([
            ['a', 'no'],
            ['x', 'no'],
            ['c', 'no'],
          ]),
        ),
      ).toBe(text)
    },
  )
})

describe('exports', () => {
  test('stream each kind under stable columns, and refuse a filter that would do nothing', async () => {
    await using api = await startTestApi()
    const { body: batch } = await send(api, autumn, sheet)
    const other = await insertJob(api.db, aJob({ upstream, state: 'archived' }))
    await api.db.sql`update clips set damage = 'missing', checked_at = now() where job_id = ${other.id}`
    await api.db.sql`
      insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable, upstream_status)
      select id, owner_id, upstream, model, 'poll', 'upstream_failed', 'poll.upstream_failed.000000000000', 'no', 'yes', true, '=cmd()'
      from jobs where id = ${other.id}`
    const lines = async (path: string) => {
      const text = await read(api, `/v1/exports/${path}`)
      const found = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      return found[0]?.error?.code ?? found
    }
    const jobs = await lines('jobs?format=jsonl')
    expect(jobs).toHaveLength(5)
    expect(jobs[0]).toMatchObject({ schema_version: 1, batch: 'autumn', row: 1, prompt: 'a fox, in snow' })
    expect(await lines('jobs?format=jsonl&batch=autumn&q=heron')).toHaveLength(2)
    expect(await lines('clips?format=jsonl')).toMatchObject([{ job_id: other.id, clip_damage: 'missing' }])
    const ledger = await lines(`ledger?format=jsonl&batch=${batch.id}`)
    expect(ledger.map(({ kind, ticks }: Record<string, string>) => [kind, ticks])).toContainEqual([
      'quoted',
      '3000000000',
    ])
    const manifest = await lines('manifest?format=jsonl&batch=autumn')
    expect(manifest.map(({ row, clip_key }: Record<string, unknown>) => [row, clip_key])).toEqual(
      [1, 2, 3, 4].map((row) => [row, null]),
    )
    expect(await lines('manifest')).toBe('required')
    expect(await lines('ledger?state=failed')).toBe('filter_not_taken')
    expect(await lines('jobs?batch=nowhere')).toBe('batch_not_found')
    const table = await api.call('GET', '/v1/exports/failures')
    expect(table.headers.get('content-type')).toContain('text/csv')
    expect(table.body).toContain(`"'=cmd()"`)
    expect(table.body.split('\r\n')[0]).toContain('schema_version,failure_id,at,job_id')
  })

  test('tell money in dollars too, exactly, in columns behind all others, and leave unknown empty', async () => {
    await using api = await startTestApi()
    const { body: batch } = await send(api, autumn, sheet)
    await api.db.sql`
      update jobs set charged_ticks = 30000000001, reported_ticks = 9007199254740993, version = version + 1
      where batch_id = ${batch.id} and batch_row = 1`
    const money = ['quoted', 'reserved', 'charged', 'reported', 'contingent']
    const first = { quoted: '0.30', reserved: '0.00', charged: '3.0000000001', reported: '900719.9254740993' }
    for (const [path, prefix] of [
      [`/v1/batches/${batch.id}/export?format=csv`, 'reelkeep_'],
      ['/v1/exports/jobs', ''],
    ] as const) {
      const [header = '', line = ''] = (await read(api, path)).split('\r\n')
      const columns = header.split(',')
      expect(columns.slice(-8)).toEqual(
        ['clip_damage', ...money.map((name) => `${name}_usd`), 'mark', 'mark_note'].map(
          (name) => prefix + name,
        ),
      )
      expect(line.split(',').slice(-7, -2)).toEqual([...Object.values(first), ''])
    }
    const [header = '', ...entries] = (await read(api, '/v1/exports/ledger')).trim().split('\r\n')
    expect(header).toMatch(/,simulated,usd$/)
    expect(entries.map((line) => line.split(',').at(-1))).toContain('0.30')
    const [job] = (await read(api, '/v1/exports/jobs?format=jsonl')).split('\n')
    expect(JSON.parse(job ?? '')).toMatchObject({ reported_ticks: '9007199254740993', contingent_usd: null })
  })
})

describe('a bulk action', () => {
  test('says first what it would do and cost, and does what was agreed to or says what is different', async () => {
    await using api = await startTestApi()
    const { body: batch } = await send(api, autumn, sheet)
    await fail(api, batch.id, [1, 2])
    const wish = { action: 'retry', filter: { batch: 'autumn' } }
    const preview = await api.call('POST', '/v1/bulk', { ...wish, dry_run: true })
    expect(preview.body).toMatchObject({
      matched: 4,
      accepted: 2,
      refused: [{ code: 'not_failed', count: 2 }],
      cost: {
        rows: 2,
        low_ticks: '8000000000',
        expected_ticks: '8000000000',
        high_ticks: '8000000000',
        unknown: [],
      },
    })
    expect((await api.call('POST', '/v1/bulk', wish)).body.error.code).toBe('confirm_required')
    await fail(api, batch.id, [3])
    const changed = await api.call('POST', '/v1/bulk', { ...wish, confirm: preview.body.token })
    expect([changed.status, changed.body.error.code]).toEqual([409, 'preview_changed'])
    const dearer = await api.call('POST', '/v1/bulk', { ...wish, expect: { high_ticks_max: '8000000000' } })
    expect(dearer.body.error.details).toMatchObject([
      { path: 'expect.high_ticks_max', allowed: ['13000000000'] },
    ])
    const newer = await api.call('POST', '/v1/bulk', { ...wish, dry_run: true })
    const begun = await api.call('POST', '/v1/bulk', { ...wish, confirm: newer.body.token })
    expect(begun).toMatchObject({
      status: 202,
      body: { state: 'running', matched: 4, quoted_ticks: '13000000000' },
    })
    const results = await api.call('GET', `/v1/operations/${begun.body.id}/results?limit=3`)
    expect(results.body).toMatchObject({ has_more: true, data: [{ place: 1, outcome: null }, {}, {}] })
    const stopped = await api.call('POST', `/v1/operations/${begun.body.id}/cancel`)
    expect(stopped.body.state).toBe('canceled')
    const audit = await api.db
      .sql`select action from audit_entries where target = ${begun.body.id} order by id`
    expect(audit.map(({ action }) => action)).toEqual(['bulk-retry-begun', 'bulk-retry-canceled'])
  })

  test('promises only what has an upstream, and room under the budget of the batch, the key and its day', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db, { name: 'tight' })
    const owner = 'owner_00000000000000000000000000'
    await api.db.sql`insert into accounts (id, owner_id, kind, batch_id, cap_ticks)
      values ('acct_1', ${owner}, 'batch', ${batchId}, 1600000000)`
    // One is in line already, and takes its room.
    await insertJob(api.db, aJob({ upstream: 'globalaiopc', batchId }), { accountIds: ['acct_1'] })
    for (let index = 0; index < 4; index += 1) {
      const job = aJob({ upstream: 'globalaiopc', batchId, state: 'failed', contingentTicks: 100_000_000n })
      await insertJob(api.db, job, { accountIds: [] })
    }
    const moderated = aJob({ upstream: 'globalaiopc', batchId, state: 'failed', reason: 'moderated' })
    await insertJob(api.db, moderated)
    await insertJob(api.db, aJob({ upstream: 'gone', batchId, state: 'failed' }))
    const wish = { action: 'retry', filter: { batch: 'tight', state: 'failed' }, dry_run: true }
    const { body } = await api.call('POST', '/v1/bulk', wish)
    expect(body).toMatchObject({
      matched: 6,
      accepted: 2,
      refused: [{ code: 'moderated', count: 1 }],
      skipped: [
        { code: 'over_budget', count: 2 },
        { code: 'upstream_not_configured', message: 'the upstream gone is not configured', count: 1 },
      ],
      waiting: 0,
      cost: { rows: 2, expected_ticks: '1000000000' },
      reasons: [
        {
          reason: 'upstream_failed',
          jobs: 2,
          charged_ticks: null,
          contingent_ticks: '200000000',
          unknown_costs: 0,
        },
      ],
    })
    await api.db.sql`update api_keys set day_cap_ticks = 1100000000`
    expect((await api.call('POST', '/v1/bulk', wish)).body).toMatchObject({ accepted: 2, waiting: 1 })
    const named = { ...wish, filter: { batch: 'tight', reason: 'moderated' } }
    expect((await api.call('POST', '/v1/bulk', named)).body).toMatchObject({ accepted: 1, refused: [] })
  })

  test('names what it may not be', async () => {
    await using api = await startTestApi()
    const codes = []
    for (const body of [
      { action: 'retry', filter: {}, dry_run: true },
      { action: 'prioritize', filter: { state: 'queued' }, dry_run: true },
      { action: 'cancel', filter: { state: 'sleeping' }, dry_run: true },
    ]) {
      codes.push((await api.call('POST', '/v1/bulk', body)).status)
    }
    expect(codes).toEqual([400, 400, 400])
    const none = {
      action: 'cancel',
      filter: { ids: ['job_01h45ytscbebyvny4gc8cr8ma2'] },
      expect: { matched: 0 },
    }
    expect((await api.call('POST', '/v1/bulk', none)).body).toMatchObject({ state: 'finished', matched: 0 })
  })
})

test('a lost clip is asked for again, once, and an archived job is not', async () => {
  await using api = await startTestApi()
  const failure = {
    step: 'archive',
    reason: 'artifact_lost',
    message: 'gone',
    charged: 'yes',
    retryable: true,
    upstreamStatus: null,
  } as const
  const lost = await insertJob(api.db, aJob({ upstream, state: 'failed', reason: 'artifact_lost', failure }))
  const kept = await insertJob(api.db, aJob({ upstream, state: 'archived' }))
  for (let time = 0; time < 2; time += 1) {
    expect((await api.call('POST', `/v1/jobs/${lost.id}/rearchive`)).body).toMatchObject({
      state: 'archiving',
      failure: null,
    })
  }
  expect((await api.call('POST', `/v1/jobs/${kept.id}/rearchive`)).body.error.code).toBe('already_archived')
})
