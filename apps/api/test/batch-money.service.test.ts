import { adminKeyId, adminOwnerId, newAccountId } from '@reelkeep/db'
import { expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const cent = 100_000_000n

/** Six seconds at five cents: thirty cents a row. */
const rows = (count: number, prompt = 'a fox') =>
  Array.from({ length: count }, (_, index) => ({
    prompt: `${prompt} ${index}`,
    model: 'grok_video3',
    duration: 6,
  }))

async function capKey(api: TestApi, caps: { total?: bigint; day?: bigint }): Promise<void> {
  if (caps.total !== undefined) {
    await api.db.sql`
      insert into accounts (id, owner_id, kind, key_id, cap_ticks, charged_ticks, carried_ticks)
      values (${newAccountId()}, ${adminOwnerId}, 'key', ${adminKeyId}, ${caps.total}, ${cent * 10n}, ${cent * 10n})`
  }
  if (caps.day !== undefined)
    await api.db.sql`update api_keys set day_cap_ticks = ${caps.day} where id = ${adminKeyId}`
}

test('what is left of a cap in all refuses a quote above it; the cap of a day refuses only a row no day can pay', async () => {
  await using api = await startTestApi()
  await capKey(api, { total: cent * 100n })
  const fits = await api.call('POST', '/v1/batches', { name: 'three', items: rows(3) })
  expect(fits.status).toBe(202)
  const dear = await api.call('POST', '/v1/batches', { name: 'four', items: rows(4) })
  expect(dear).toMatchObject({ status: 422, body: { error: { code: 'over_budget' } } })
  expect(dear.body.error.message).toContain('the key may spend 1.00 USD in all')
  await api.db.sql`delete from accounts where kind = 'key'`

  await capKey(api, { day: cent * 30n })
  expect((await api.call('POST', '/v1/batches', { name: 'days', items: rows(5) })).status).toBe(202)
  const never = await api.call('POST', '/v1/jobs', { prompt: 'x', model: 'grok_video3', duration: 10 })
  expect(never.body.error).toMatchObject({ code: 'over_budget', message: expect.stringContaining('a day') })
})

test('under a cap of its key a row without a price needs max_price_usd', async () => {
  await using api = await startTestApi({ upstreams: { globalaiopc: { prices: {}, check_images: false } } })
  const items = rows(2)
  expect((await api.call('POST', '/v1/batches', { name: 'free', items })).status).toBe(202)
  await capKey(api, { total: cent * 1_000n })
  const refused = await api.call('POST', '/v1/batches', { name: 'capped', items })
  expect(refused.body.error).toMatchObject({ code: 'price_unknown', details: [{ path: 'max_price_usd' }] })
  expect((await api.call('POST', '/v1/jobs', items[0])).body.error.code).toBe('price_unknown')
  const bounded = await api.call('POST', '/v1/batches', { name: 'capped', items, max_price_usd: '0.50' })
  expect(bounded.status).toBe(202)
})

test('a quote says by price version what is known, goes by real charges, and when the rows are done', async () => {
  await using api = await startTestApi()
  const body = { name: 'outlook', items: [...rows(2), { prompt: 'x', model: 'grok_video3_pro' }] }
  const first = await api.call('POST', '/v1/batches?dry_run=true', body)
  expect(first.body.quote).toMatchObject({
    rows: 3,
    low_ticks: String(cent * 60n),
    expected_ticks: null,
    high_ticks: null,
    unknown: [{ model: 'grok_video3_pro', rows: 1 }],
    lines: [
      {
        model: 'grok_video3',
        rows: 2,
        each_ticks: String(cent * 30n),
        price_version: expect.any(String),
        basis: 'price_list',
      },
      { model: 'grok_video3_pro', price_version: null, expected_ticks: null, basis: 'unknown' },
    ],
  })
  expect(Date.parse(first.body.finish.expected_at)).toBeGreaterThan(Date.parse(first.body.finish.low_at))
  expect(first.body.finish.basis).toBe('plan')
  const charged = await api.call('POST', '/v1/batches', { name: 'history', items: rows(6, 'past') })
  await api.db.sql`
    update jobs set cost_source = 'metered', submissions = 1, charged_ticks = ${cent * 45n} where batch_id = ${charged.body.id}`
  await api.db.sql`update jobs set state = 'submitting' where batch_id = ${charged.body.id}`
  await api.db.sql`update jobs set state = 'rendering' where batch_id = ${charged.body.id}`
  await api.db.sql`update jobs set state = 'archiving' where batch_id = ${charged.body.id}`
  const again = await api.call('POST', '/v1/batches?dry_run=true', body)
  expect(again.body.quote.lines[0]).toMatchObject({
    basis: 'history',
    charges: 6,
    expected_ticks: String(cent * 90n),
    high_ticks: String(cent * 90n),
  })
  expect(again.body.token).toBe(first.body.token)
  await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true })
  expect((await api.call('POST', '/v1/batches?dry_run=true', body)).body.finish).toBeNull()
})

test('a token agrees to these rows under this name at these prices, and to nothing else', async () => {
  await using api = await startTestApi()
  const items = rows(2)
  const dry = await api.call('POST', '/v1/batches?dry_run=true', { name: 'agreed', items })
  const confirm = dry.body.token
  const [row, ...rest] = items
  const edited = await api.call('POST', '/v1/batches', {
    name: 'agreed',
    confirm,
    items: [{ ...row, prompt: 'a wolf' }, ...rest],
  })
  expect(edited).toMatchObject({ status: 409, body: { error: { code: 'quote_changed' } } })
  const renamed = await api.call('POST', '/v1/batches', { name: 'other', confirm, items })
  expect(renamed.body.error.code).toBe('quote_changed')
  await using dearer = await startTestApi({
    upstreams: { globalaiopc: { check_images: false, prices: { grok_video3: { per_second_usd: '0.06' } } } },
  })
  const repriced = await dearer.call('POST', '/v1/batches', { name: 'agreed', confirm, items })
  expect(repriced.body.error.code).toBe('quote_changed')
  const made = await api.call('POST', '/v1/keys', {
    name: 'other',
    owner: 'somebody',
    scopes: ['submit', 'read'],
  })
  const foreign = await api.call(
    'POST',
    '/v1/batches',
    { name: 'agreed', confirm, items },
    {
      authorization: `Bearer ${made.body.secret ?? made.body.key}`,
    },
  )
  expect(foreign.body.error.code).toBe('quote_changed')
  expect((await api.call('POST', '/v1/batches', { name: 'agreed', confirm, items })).status).toBe(202)
})
