import { waitUntil } from '@reelkeep/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PageWorld, sidewaysScroll, signIn, startPageWorld, violations } from './page-world.ts'

let world: PageWorld
let batchId: string

beforeAll(async () => {
  world = await startPageWorld(3)
  batchId = await world.demo.submit(
    'trouble',
    'prompt,takes\na fjord [sim:failed],1\na moor [sim:failed],1\na cliff [sim:moderated],1\na quiet lake,2\n',
  )
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
})

const rowsOf = (page: Page, table: string) =>
  page.getByRole('table', { name: table }).locator('tbody tr[data-index]')

test('why rows failed is found by cause, and just those are retried, followed job by job', async () => {
  await using visited = await world.visitSignedIn(`/batches/${batchId}`)
  const { page } = visited
  await page.getByText('3 failed').waitFor()
  await page.getByText('2 archived').waitFor()
  await page.getByRole('navigation').getByRole('link', { name: 'Failures' }).click()
  await waitUntil(async () => (await rowsOf(page, 'Failures').count()) === 2, { what: 'two causes' })
  await page.getByRole('link', { name: /^upstream failed/ }).click()
  await page.getByText('The upstream said').waitFor()
  await page.getByText(/^2 failures, each in a job of its own; /).waitFor()
  await page.getByRole('button', { name: 'Retry 2 jobs …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('What they may have cost already').waitFor()
  expect(await dialog.getByLabel(/^Also what was moderated/).count()).toBe(0)
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Retry 2 jobs' }).click()
  await page.waitForURL(/\/operations\/op_/)
  await page.getByRole('heading', { name: 'Retry: finished' }).waitFor()
  await expect.poll(() => rowsOf(page, 'Results').count()).toBe(2)
  await rowsOf(page, 'Results').filter({ hasText: 'a moor' }).waitFor()
  await waitUntil(async () => (await page.getByText('to come', { exact: true }).count()) === 0, {
    what: 'lines that say how each ended',
  })
  await page.getByRole('tab', { name: 'Refused' }).click()
  await page.getByText('No job ended like this.').waitFor()
  expect(visited.complaints).toEqual([])
})

test('a cause is ignored with a reason, and the audit has the reason', async () => {
  await using visited = await world.visitSignedIn('/failures')
  const { page } = visited
  await page.getByRole('link', { name: /^moderated/ }).click()
  await page.getByRole('button', { name: 'Ignore …' }).click()
  await page.getByLabel('Reason').fill('the client knows <b>it</b>')
  await page.getByRole('dialog').getByRole('button', { name: 'Ignore' }).click()
  await page.getByRole('button', { name: 'Open again …' }).waitFor()
  await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click()
  const entry = page.getByRole('listitem').filter({ hasText: '“the client knows <b>it</b>”' })
  await entry.getByText('Status: ignored, was open').waitFor()
  await entry.getByRole('link').click()
  await page.getByRole('button', { name: 'Open again …' }).waitFor()
  await page.goBack()
  await page.getByLabel('Search the audit').fill('no such thing at all')
  await page.keyboard.press('Enter')
  await page.getByText('Nothing matches.').waitFor()
})

test('a batch and a key are called by their names, with the id behind, but no other key to who may not list keys', async () => {
  const keyOf = (name: string) =>
    world.demo.post<{ id: string; secret: string }>('/v1/keys', { name, scopes: ['read'] })
  const night = await keyOf('night desk')
  const day = await keyOf('day desk')
  await using visited = await world.visitSignedIn(`/audit?target=${batchId}`)
  const { page } = visited
  const named = page.getByRole('link', { name: '“trouble”' }).first()
  await named.waitFor()
  await expect.poll(() => named.locator('span').getAttribute('title')).toBe(batchId)
  await page.goto(`${world.demo.url}/jobs?batch=${batchId}&key=${night.id}`)
  await page.getByRole('button', { name: /^batch:“trouble”/ }).waitFor()
  await page.getByRole('button', { name: /^key:“night desk”/ }).waitFor()
  const chipFor = async (secret: string, name: string) => {
    await using other = await world.visit(`/jobs?key=${night.id}`)
    await signIn(other.page, secret)
    await other.page.getByRole('button', { name: new RegExp(`^key:${name}`) }).waitFor()
  }
  await chipFor(night.secret, '“night desk”')
  await chipFor(day.secret, night.id)
})

test('one box finds by name and word, says what it does not know, and some or all that match are acted on', async () => {
  await using visited = await world.visitSignedIn('/jobs')
  const { page } = visited
  const box = page.getByLabel('Search jobs')
  await box.fill('sate:failed')
  await box.press('Enter')
  await page.getByText(/^sate: is no filter/).waitFor()
  await expect
    .poll(() => box.inputValue(), { message: 'what was typed can be corrected' })
    .toBe('sate:failed')
  await box.fill('state:bananas cost>x')
  await box.press('Enter')
  await page.getByText(/^bananas is no state/).waitFor()
  await page.getByText(/^cost>x names no amount/).waitFor()
  await box.fill('batch:trouble state:archived lake')
  await box.press('Enter')
  await waitUntil(async () => (await rowsOf(page, 'Jobs').count()) === 2, { what: 'two takes' })
  await rowsOf(page, 'Jobs').filter({ hasText: 'take 1 of 2' }).waitFor()
  expect(new URL(page.url()).searchParams.get('batch')).toBe('trouble')
  await page.getByText('2 jobs match').waitFor()
  await rowsOf(page, 'Jobs').first().getByRole('checkbox').check()
  const bar = page.getByRole('region', { name: 'Selected jobs' })
  await bar.getByText('1 job selected').waitFor()
  await bar.getByRole('button', { name: 'Select all 2 that match' }).click()
  await bar.getByRole('button', { name: 'Cancel …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Left alone').waitFor()
  await dialog.getByRole('button', { name: 'Cancel 0 jobs' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^batch:trouble/ }).click()
  await page.waitForURL((url) => url.searchParams.get('batch') === null)
  await page.goBack()
  await page.getByText('2 jobs match').waitFor()
  await page.goto(new URL('/jobs?state=bananas', page.url()).href)
  await page.getByText('How many match is not known.').waitFor()
  await page.getByRole('alert').first().waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
})

test('on the wall takes are compared, and a mark picks the rows to make anew', async () => {
  await using visited = await world.visitSignedIn(`/batches/${batchId}?tab=wall`)
  const { page } = visited
  await page.getByRole('button', { name: 'Compare 2 takes' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Play row 4, take 1 of 2/ }).waitFor()
  await dialog.getByRole('button', { name: 'Redo', exact: true }).first().click()
  await dialog.getByRole('button', { name: /^Redo: marked/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByLabel('Which clips').selectOption('redo')
  await waitUntil(async () => (await page.getByRole('figure').count()) === 1, { what: 'the marked clip' })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Rows marked redo' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/redo.*\.csv$/)
  await page.locator('canvas[data-painted]').waitFor()
  expect(await page.locator('video').count(), 'a painted picture needs no video').toBe(0)
  await page.getByRole('button', { name: /^Play row 4/ }).click()
  await waitUntil(() => page.evaluate<boolean>('document.querySelector("video").currentTime > 0'), {
    what: 'the clip to play',
  })
})

test('the costs of the day are told, by model and by the hour', async () => {
  await using visited = await world.visitSignedIn('/costs')
  const { page } = visited
  const today = page.locator('dl > div').filter({ hasText: 'Today' })
  await expect.poll(() => today.locator('dd').first().textContent()).toMatch(/^\$\d+\.\d{2,}/)
  await page.getByRole('button', { name: 'As table: Simulated charges' }).click()
  const days = page.getByRole('table', { name: 'Simulated charges, newest first' })
  await days
    .getByRole('rowheader', { name: /^\d{4}-\d\d-\d\d in UTC$/ })
    .first()
    .waitFor()
  await page.getByRole('tab', { name: 'By model' }).click()
  await page.getByRole('table', { name: 'Costs by model' }).waitFor()
  await page.getByRole('tab', { name: 'By day' }).click()
  await page.getByRole('table', { name: 'Costs by day' }).getByRole('link').first().click()
  await page.getByRole('table', { name: 'Costs by hour' }).waitFor()
  expect(page.url()).toMatch(/day=\d{4}-\d\d-\d\d/)
  expect(visited.complaints).toEqual([])
})

test.each([
  ['light', 1440],
  ['dark', 390],
] as const)('these pages are accessible and fit, %s at %i px', async (colorScheme, width) => {
  await using visited = await world.visitSignedIn('/jobs', {
    colorScheme,
    viewport: { width, height: 844 },
  })
  const { page } = visited
  const pages = [
    ['/jobs?state=failed', 'Jobs'],
    ['/failures?status=all', 'Failures'],
    ['/costs', 'Costs'],
    ['/at-risk', 'At risk'],
    ['/audit', 'Audit'],
    ['/operations', 'Operations'],
    [`/batches/${batchId}`, 'trouble'],
    [`/batches/${batchId}?tab=wall`, 'trouble'],
  ] as const
  for (const [path, heading] of pages) {
    await page.goto(world.demo.url + path)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await page.locator('main table, main figure, main ul, main dl, main p').first().waitFor()
    expect(await violations(page), path).toEqual([])
    await expect.poll(() => sidewaysScroll(page), { message: path }).toBeLessThanOrEqual(0)
  }
})
