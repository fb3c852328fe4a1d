import type { BatchId } from '@reelkeep/core'
import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { beforeEach, expect, test } from 'vitest'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const price = 3_000_000_000n
let api: TestApi

beforeEach(async () => {
  api = await startTestApi()
  return () => api[Symbol.asyncDispose]()
})

type Need = { reason: string; count: number; ticks: string | null; filter: Record<string, string> }

async function attention(query = '') {
  const { body } = await api.call('GET', `/v1/attention${query}`)
  return new Map<string, Need>(body.data.map((need: Need) => [need.reason, need]))
}

/** Every need must be found by the filter that it names. */
async function listed(need: Need | undefined): Promise<number> {
  const query = new URLSearchParams(need?.filter)
  return (await api.call('GET', `/v1/jobs?${query}`)).body.data.length
}

test('what waits for a person is told over all batches and single jobs, with its money and what lists it', async () => {
  const batch = await insertBatch(api.db, { name: 'autumn' })
  const batchId = batch.id as BatchId
  await insertJob(api.db, aJob({ upstream, state: 'unconfirmed', batchId, contingentTicks: price }))
  await insertJob(api.db, aJob({ upstream, state: 'unconfirmed', contingentTicks: price }))
  await insertJob(
    api.db,
    aJob({ upstream, state: 'archiving', waitingFor: 'link_refused', chargedTicks: price }),
  )
  await insertJob(api.db, aJob({ upstream, state: 'rendering', overdue: true, holdsSlot: false }))
  await insertJob(api.db, aJob({ upstream, state: 'rendering' }))
  await insertJob(api.db, aJob({ upstream, state: 'failed', reason: 'moderated', chargedTicks: price }))
  const old = new Date(Date.now() - 8 * 86_400_000)
  await insertJob(api.db, aJob({ upstream, state: 'failed', reason: 'moderated', createdAt: old }))
  const needs = await attention()
  expect([...needs.keys()].sort()).toEqual(['link_refused', 'moderated', 'overdue', 'unconfirmed'])
  expect(needs.get('unconfirmed')).toMatchObject({
    count: 2,
    ticks: String(2n * price),
    batches: 1,
    batch: null,
    filter: { state: 'unconfirmed' },
    action: expect.stringContaining('resolve'),
  })
  expect(needs.get('link_refused')).toMatchObject({ count: 1, ticks: String(price), batches: 0 })
  expect(needs.get('moderated')).toMatchObject({ count: 1, filter: { state: 'failed', reason: 'moderated' } })
  for (const need of needs.values())
    expect([need.reason, await listed(need)]).toEqual([need.reason, need.count])
  expect((await attention(`?from=${old.toISOString()}`)).get('moderated')?.count).toBe(2)
  const other = await makeKey(api, { scopes: ['read'], owner: 'ada' })
  expect((await api.call('GET', '/v1/attention', undefined, keyHeader(other.secret))).body.data).toEqual([])
})

test('money that is lacking and gates that somebody must open are needs, each with what it alone holds', async () => {
  const send = (name: string, fields: object) =>
    api.call('POST', '/v1/batches', {
      name,
      items: [{ prompt: 'a fox', model: 'grok_video3', duration: 6 }],
      ...fields,
    })
  const { body: poor } = await send('poor', { budget_usd: '1' })
  await api.db.sql`update accounts set cap_ticks = 1 where batch_id = ${poor.id}`
  await api.call('POST', '/v1/jobs', { prompt: 'a heron', model: 'grok_video3', duration: 6 })
  await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true })
  const paused = await attention()
  expect([...paused.keys()].sort()).toEqual(['budget', 'upstream_paused'])
  expect(paused.get('upstream_paused')).toMatchObject({
    count: 1,
    ticks: String(price),
    filter: { state: 'queued', upstream },
    action: expect.stringContaining('reelkeep upstream resume globalaiopc'),
    says: expect.not.stringContaining('reelkeep'),
  })
  await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: false })
  const open = await attention()
  expect([...open.keys()]).toEqual(['budget'])
  expect(open.get('budget')).toMatchObject({ count: 1, ticks: String(price), batches: 1 })
  expect(await listed(open.get('budget'))).toBe(1)
})

test('a batch that stands still by itself is one need, named', async () => {
  const { body: batch } = await api.call('POST', '/v1/batches', {
    name: 'tried',
    items: [1, 2, 3].map((n) => ({ prompt: `fox ${n}`, model: 'grok_video3', duration: 6 })),
  })
  await api.db.sql`
    update batches set state = 'paused', pause_reason = 'trial', paused_at = now(), trial_rows = 1,
      pause_detail = '{"held": 2, "held_ticks": "6000000000", "tried_rows": 1, "tried_clips": 1}' where id = ${batch.id}`
  const needs = await attention()
  expect(needs.get('trial')).toMatchObject({
    count: 2,
    ticks: '6000000000',
    batch: { id: batch.id, name: 'tried' },
    filter: { batch: batch.id, state: 'queued' },
    says: 'Look at the clips of the trial (rows: 1, clips: 1), then run the other rows or cancel it.',
  })
})

test('a batch with a budget tells its parts, which add up to it', async () => {
  const { body: batch } = await api.call('POST', '/v1/batches', {
    name: 'budgeted',
    budget_usd: '2',
    items: [{ prompt: 'a fox', model: 'grok_video3', duration: 6 }],
  })
  await api.db.sql`
    update accounts set charged_ticks = 5000000000, reserved_ticks = 3000000000, contingent_ticks = 1000000000
    where batch_id = ${batch.id}`
  const { body } = await api.call('GET', `/v1/batches/${batch.id}`)
  expect(body.budget).toEqual({
    cap_ticks: '20000000000',
    charged_ticks: '5000000000',
    reserved_ticks: '3000000000',
    possible_ticks: '1000000000',
    left_ticks: '11000000000',
  })
  await api.call('PATCH', `/v1/batches/${batch.id}`, { budget_usd: null })
  expect((await api.call('GET', `/v1/batches/${batch.id}`)).body.budget).toBe(null)
})
