import { waitUntil } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PageWorld, sidewaysScroll, startPageWorld, violations } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await startPageWorld(4)
  await world.demo.submit('troubled', 'prompt\na fjord [sim:failed]\na moor [sim:failed]\n')
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
})

type Upstreams = {
  data: {
    name: string
    gate: { paused: boolean }
    limits: Record<string, { configured: number; live: number | null }>
  }[]
}

async function simulator() {
  const { data } = await world.demo.get<Upstreams>('/v1/upstreams')
  const found = data.find(({ name }) => name === 'simulator')
  if (found === undefined) throw new Error('the demo has no upstream named simulator')
  return found
}

test('the overview says what needs a person, with its money, and leads to the very jobs', async () => {
  await using visited = await world.visitSignedIn('/')
  const { page } = visited
  const needs = page.getByRole('region', { name: 'Needs attention' })
  const item = needs.getByRole('listitem').filter({ hasText: '2 jobs failed: upstream failed' })
  await item.getByText(/\$\d/).waitFor()
  await item.getByText(/^Retry it/).waitFor()
  await item.getByText('sim', { exact: true }).waitFor()
  await item.getByRole('button', { name: 'Retry …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Retry: what failed as “upstream failed”' })
  await dialog.getByRole('button', { name: 'Retry 2 jobs' }).waitFor()
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Leave it' }).click()
  await item.getByRole('link', { name: 'Show 2 jobs' }).click()
  await page.waitForURL(/\/jobs\?/)
  const asked = new URL(page.url()).searchParams
  expect([asked.get('state'), asked.get('reason')]).toEqual(['failed', 'upstream_failed'])
  const jobs = page.getByRole('table', { name: 'Jobs' }).getByRole('link')
  await waitUntil(async () => (await jobs.count()) === 2, { what: 'the two failed jobs' })
  await page.goBack()
  await page
    .getByRole('region', { name: 'Jobs by state' })
    .getByRole('link', { name: /archived/ })
    .click()
  await page.waitForURL(/\/jobs\?state=archived$/)
  expect(visited.complaints).toEqual([])
})

test('the charts’ time and filters are in the address, and a moment leads to the jobs made then', async () => {
  await using visited = await world.visitSignedIn('/')
  const { page, responses } = visited
  const course = page.getByRole('region', { name: 'Over time' })
  await course.getByRole('button', { name: 'the last 1 h' }).click()
  await page.waitForURL(/\/\?range=1h$/)
  await course.getByLabel('Upstream of the charts').selectOption('simulator')
  await page.waitForURL(/\/\?range=1h&upstream=simulator$/)
  await waitUntil(
    () => responses.some((response) => /\/v1\/stats\/series\?.*upstream=simulator/.test(response.url())),
    { what: 'the series of that upstream to be asked for' },
  )
  await course
    .getByRole('figure', { name: /^Wait/ })
    .getByRole('img', { name: /^Wait\. Newest: p50/ })
    .waitFor()
  const throughput = course.getByRole('figure', { name: /^Throughput/ })
  await throughput.getByRole('button', { name: 'As table: Throughput' }).click()
  await throughput
    .getByRole('row')
    .filter({ hasNotText: /\b0\s*0\s*0$/ })
    .nth(1)
    .getByRole('button')
    .click()
  await page.waitForURL(/\/jobs\?/)
  const asked = new URL(page.url()).searchParams
  expect(Date.parse(asked.get('to') ?? '') - Date.parse(asked.get('from') ?? '')).toBeLessThanOrEqual(60_000)
  await page.goBack()
  await page.waitForURL(/\/\?range=1h&upstream=simulator$/)
  expect(visited.complaints).toEqual([])
})

test('pausing an upstream stops creates and says by whom and why, on both pages, until it is resumed', async () => {
  await using visited = await world.visitSignedIn('/upstreams')
  const { page } = visited
  const panel = page.getByRole('region', { name: 'simulator', exact: true })
  await panel.getByRole('button', { name: 'Pause simulator' }).click()
  await page.getByRole('dialog').getByLabel('Reason').fill('the bill looks odd')
  await page.getByRole('button', { name: 'Pause it' }).click()
  await panel.getByText(/^Paused by admin .*: the bill looks odd$/).waitFor()
  expect((await simulator()).gate.paused).toBe(true)
  const id = await world.demo.submit('held back', 'prompt\na tarn at noon\n')
  await page.getByRole('link', { name: 'Overview' }).click()
  const needs = page.getByRole('region', { name: 'Needs attention' })
  await needs.getByText(/^1 job waiting for a paused upstream/).waitFor()
  const { counts } = await world.demo.get<{ counts: { queued: number } }>(`/v1/batches/${id}`)
  expect(counts.queued, 'nothing was sent').toBe(1)
  await needs.getByRole('link', { name: 'Open upstreams' }).click()
  await panel.getByRole('button', { name: 'Resume simulator' }).click()
  await page.getByRole('button', { name: 'Resume it' }).click()
  await panel.getByText('open', { exact: true }).waitFor()
  await waitUntil(
    async () =>
      (await world.demo.get<{ counts: { archived: number } }>(`/v1/batches/${id}`)).counts.archived === 1,
    { timeoutMs: 60_000, what: 'the job to be sent after all' },
  )
  expect(visited.complaints).toEqual([])
})

test('a live limit is refused in words, set, shown beside the configured one, and reset', async () => {
  await using visited = await world.visitSignedIn('/upstreams')
  const { page } = visited
  const panel = page.getByRole('region', { name: 'simulator', exact: true })
  const { configured } = (await simulator()).limits.max_in_flight ?? { configured: 0 }
  await panel.getByRole('button', { name: 'Change the limits of simulator' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Slots').fill('2.5')
  await form.getByRole('button', { name: 'Set the limits' }).click()
  await form.getByText('Slots is a whole number from 0 to 10,000.').waitFor()
  await form.getByLabel('Slots').fill('7')
  await form.getByRole('button', { name: 'Set the limits' }).click()
  await panel.getByText(`set by a person, configured ${configured}`).waitFor()
  expect((await simulator()).limits).toMatchObject({
    max_in_flight: { configured, live: 7 },
    requests_per_minute: { live: null },
  })
  await panel.getByRole('button', { name: `Reset to ${configured} Slots` }).click()
  await panel.getByText(`set by a person, configured ${configured}`).waitFor({ state: 'detached' })
  expect((await simulator()).limits.max_in_flight?.live).toBeNull()
  expect(visited.complaints).toEqual([])
})

test.each([
  ['light', 390],
  ['light', 1440],
  ['dark', 390],
  ['dark', 1440],
] as const)(
  'overview and upstreams in %s at %i px have no serious accessibility problem and no sideways scroll',
  async (colorScheme, width) => {
    await using visited = await world.visitSignedIn('/', { colorScheme, viewport: { width, height: 844 } })
    const { page } = visited
    await page.getByText('Loading…').first().waitFor({ state: 'detached' })
    await page.getByRole('figure', { name: /^In all/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await expect.poll(() => sidewaysScroll(page)).toBe(0)
    await page.goto(`${world.demo.url}/upstreams`)
    await page.getByText('grok_video3', { exact: true }).first().click()
    await page.getByRole('button', { name: 'Change the limits of simulator', exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await expect.poll(() => sidewaysScroll(page)).toBe(0)
  },
)
