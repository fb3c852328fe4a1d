import { waitUntil } from '@reelkeep/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PageWorld, sidewaysScroll, startPageWorld, violations } from './page-world.ts'

type ListedJob = {
  readonly id: string
  readonly custom_id: string
  readonly state: string
  readonly task_id: string
}

const hostileTask = '<img/src=x/onerror=window.stolen=1>'
const file = `custom_id,prompt,scene
done,a lake at dawn,7
failed,a fjord in spring [sim:failed_first],8
lost,a ship in fog [sim:lost_reply],9
mistyped,a second ship in fog [sim:lost_reply],10
dead-link,a kite over dunes [sim:expired_link],11
`

let world: PageWorld
let ids: ReadonlyMap<string, ListedJob>

beforeAll(async () => {
  world = await startPageWorld(1)
  const batch = await world.demo.submit('cases', file)
  await waitUntil(
    async () => {
      const { data } = await world.demo.get<{ data: ListedJob[] }>(`/v1/jobs?batch=${batch}`)
      ids = new Map(data.map((job) => [job.custom_id, job]))
      return data.every(({ state }) => ['archived', 'failed', 'unconfirmed'].includes(state))
    },
    { timeoutMs: 60_000, what: 'every job to be done, failed or in doubt' },
  )
})

afterAll(() => world?.[Symbol.asyncDispose]())

const pathOf = (name: string) => `/jobs/${ids.get(name)?.id}`
const region = (page: Page, name: string) => page.getByRole('region', { name })

test('an archived job says why, names its bars, and shows each part of one that is pressed', async () => {
  await using visited = await world.visitSignedIn(pathOf('dead-link'))
  const { page } = visited
  await page.getByRole('heading', { name: 'Job dead-link' }).waitFor()
  await region(page, 'Why')
    .getByText(/^It is done: a verified copy is in the bucket/)
    .waitFor()
  const bars = region(page, 'Timeline').getByRole('button', {
    name: /^(Wait in line|Submit|Render|Archive) ?[\d.]+ m?s/,
  })
  await waitUntil(async () => (await bars.count()) === 4, { what: 'a bar for each step' })
  await region(page, 'Timeline')
    .getByText(/^Its link is dead \(HTTP 403\); a fresh one is asked for/)
    .waitFor()
  await bars.nth(2).press('Enter')
  await region(page, 'Timeline')
    .getByText(/Polled: HTTP 200 in .*, read as render succeeded/)
    .waitFor()
  await page.getByRole('button', { name: 'As table' }).click()
  const rows = page.getByRole('region', { name: 'Timeline as a table' }).getByRole('row')
  await expect
    .poll(async () => (await rows.allTextContents()).slice(0, 2).join())
    .toMatch(/Submission 1Wait in line.*Waiting for/)
  expect(visited.complaints).toEqual([])
})

test('its money, its exchanges and its history are there line by line', async () => {
  await using visited = await world.visitSignedIn(pathOf('done'))
  const { page } = visited
  const ledger = page.getByRole('region', { name: 'Ledger' })
  await ledger.getByText('given back').waitFor()
  await expect
    .poll(() => ledger.getByRole('row').allInnerTexts())
    .toEqual([
      'Entry\tAmount\tWhen',
      expect.stringMatching(/^quoted estimated\s+expected → quotes\s+\$0\.3018 sim/),
      expect.stringMatching(/^reserved estimated\s+reserved → available\s+\$0\.3018 sim/),
      expect.stringMatching(/^(charged|given back) estimated\s+.+\s+\$0\.3018 sim/),
      expect.stringMatching(/^(charged|given back) estimated\s+.+\s+\$0\.3018 sim/),
    ])
  const exchanges = region(page, 'Upstream exchanges')
  const summaries = exchanges.getByRole('listitem').locator('summary')
  await summaries.first().waitFor()
  await expect
    .poll(() => summaries.first().textContent(), { message: 'the newest comes last' })
    .toContain('submit accepted')
  await expect.poll(() => summaries.last().textContent()).toContain('render succeeded')
  await summaries.last().click()
  await exchanges
    .getByText(/^GET \//)
    .first()
    .waitFor()
  await region(page, 'History')
    .getByText(/^\d+ lines of history/)
    .click()
  await region(page, 'History').getByText('clip-archived').waitFor()
  await region(page, 'Asked and got').getByText('7', { exact: true }).waitFor()
})

test('the clip plays, seeks with Range requests, and is saved under its own name', async () => {
  await using visited = await world.visitSignedIn(pathOf('done'))
  const { page, responses } = visited
  await page.locator('video').waitFor()
  await waitUntil(() => page.evaluate<boolean>('document.querySelector("video").readyState >= 2'), {
    what: 'the first frame',
  })
  const seconds = Number(await page.evaluate('document.querySelector("video").duration'))
  expect(seconds).toBeGreaterThan(5)
  const seek = `new Promise((resolve) => {
    const video = document.querySelector('video')
    video.addEventListener('seeked', () => resolve(video.currentTime), { once: true })
    video.currentTime = ${seconds - 2}
  })`
  expect(await page.evaluate(seek)).toBeCloseTo(seconds - 2, 1)
  const play = `new Promise((resolve, reject) => {
    const video = document.querySelector('video')
    video.muted = true
    const look = () => video.currentTime > ${seconds - 1.8} && resolve(true)
    video.addEventListener('timeupdate', look)
    video.play().catch(reject)
  })`
  expect(await page.evaluate(play)).toBe(true)
  const partial = responses.find((response) => response.status() === 206)
  expect(await partial?.headerValue('content-range')).toMatch(/^bytes \d+-\d+\/\d+$/)
  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).click()
  expect((await saving).suggestedFilename()).toMatch(/done_a-lake-at-dawn\.mp4$/)
  expect(visited.complaints).toEqual([])
})

test('a link that is shared opens the clip without a key; a mark with its note is kept', async () => {
  await using visited = await world.visitSignedIn(pathOf('done'))
  const { page } = visited
  await page.getByRole('button', { name: 'Share …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share this clip' })
  await dialog.getByLabel('It opens for').selectOption('1h')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'The link' }).inputValue()
  const opened = await fetch(link)
  expect(opened.status).toBe(200)
  expect((await opened.arrayBuffer()).byteLength).toBeGreaterThan(10_000)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.getByLabel('Note').fill('the best light')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByText(/^Marked keep by/).waitFor()
  const marked = await world.demo.get<{ mark: unknown }>(`/v1${pathOf('done')}`)
  expect(marked.mark).toMatchObject({ mark: 'keep', note: 'the best light' })
})

test('a failed job says whose fault it was; a retry names its price and what may be paid already', async () => {
  await using visited = await world.visitSignedIn(pathOf('failed'))
  const { page } = visited
  await region(page, 'Why')
    .getByText(/It failed in the poll step as upstream_failed/)
    .waitFor()
  // What was paid may have changed while the page is held still: it is read when the question is asked.
  await page.getByRole('button', { name: 'Pause the page' }).click()
  const read = page.waitForResponse((response) => response.url().endsWith(`/v1${pathOf('failed')}`))
  await page.getByRole('button', { name: 'Retry …' }).click()
  expect((await read).status()).toBe(200)
  const dialog = page.getByRole('dialog', { name: 'Retry this job?' })
  await dialog.getByText('$0.3018').first().waitFor()
  await dialog.getByText(/may have been charged for it already/).waitFor()
  await dialog.getByRole('button', { name: 'Retry the job' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Go on following' }).click()
  await region(page, 'Timeline')
    .getByRole('heading', { name: /^Submission 2/ })
    .waitFor()
  await region(page, 'Why').getByText('archived', { exact: true }).waitFor()
  await region(page, 'Timeline')
    .getByText(/failed: upstream failed/)
    .waitFor()
})

test('a doubt is resolved with what the simulator’s console shows: another’s task is refused, its own is bound', async () => {
  await using visited = await world.visitSignedIn(pathOf('lost'))
  const { page } = visited
  await page.getByRole('button', { name: 'Resolve …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Resolve what nobody knows' })
  await dialog
    .getByText('nothing, or nothing that was kept')
    .or(dialog.getByText(/^no answer/))
    .waitFor()
  const taken = ids.get('done')?.task_id ?? ''
  await dialog.getByText(/^\d tasks? of other jobs/).click()
  await dialog.getByText(taken).waitFor()
  await expect
    .poll(() => dialog.textContent())
    .toMatch(/send it again for \$0\.3018 \(simulated\)\. .* it is paid twice/)
  await dialog.getByRole('radio', { name: 'Bind its task' }).check()
  await dialog.getByRole('button', { name: 'Bind the task' }).click()
  await dialog.getByText('Paste the id of the task as the upstream’s console shows it.').waitFor()
  await dialog.getByText('Say why, in a few words.').waitFor()
  await dialog.getByRole('textbox', { name: 'Task id' }).fill(taken)
  await dialog.getByText(/^This is the task of another job, job_/).waitFor()
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('textbox', { name: 'Task id' }).fill(await taskInConsole('a ship in fog'))
  await dialog.getByLabel('Reason').fill('the console shows it')
  await dialog.getByRole('button', { name: 'Bind the task' }).click()
  const ended = page.getByRole('dialog', { name: 'The doubt is ended' })
  await ended.getByText('archived', { exact: true }).waitFor()
  expect(await ended.textContent()).not.toContain('has not spoken of it')
  await ended.getByRole('button', { name: 'Done' }).click()
  await region(page, 'Why').getByText('archived', { exact: true }).waitFor()
  await region(page, 'Timeline')
    .getByText(/^Task .* was named by a person .*: the console shows it/)
    .waitFor()
  await region(page, 'Timeline')
    .getByRole('button', { name: /^Unconfirmed/ })
    .waitFor()
})

test('a mistyped task can be corrected, and hostile text in it stays text', async () => {
  await using visited = await world.visitSignedIn(pathOf('mistyped'))
  const { page } = visited
  await bind(page, 'Resolve …', 'Bind its task', hostileTask, 'typed \u202E by hand')
  await page.getByText(hostileTask, { exact: true }).first().waitFor()
  await region(page, 'Timeline')
    .getByText(/typed ‹U\+202E› by hand/)
    .waitFor()
  await bind(
    page,
    'Correct the task …',
    'Bind another task',
    await taskInConsole('a second ship'),
    'looked again',
  )
  await region(page, 'Why').getByText('archived', { exact: true }).waitFor()
  expect(await page.locator('main img').count()).toBe(0)
  expect(await page.evaluate('window.stolen')).toBeUndefined()
  expect(visited.complaints).toEqual([])
})

test('an address that names no job of one’s own says so', async () => {
  await using visited = await world.visitSignedIn('/jobs/job_nobody')
  await visited.page.getByText('No job of yours is called job_nobody.').waitFor()
})

test.each(['light', 'dark'] as const)(
  'the %s job page has no serious accessibility problem, on a phone and on a desk',
  async (colorScheme) => {
    await using visited = await world.visitSignedIn(pathOf('dead-link'), { colorScheme })
    const { page } = visited
    await region(page, 'Timeline')
      .getByRole('button', { name: /^Archive/ })
      .click()
    await page.getByRole('region', { name: 'Ledger' }).waitFor()
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 })
      expect([width, await violations(page)]).toEqual([width, []])
      expect([width, await sidewaysScroll(page)]).toEqual([width, 0])
    }
  },
)

async function taskInConsole(words: string): Promise<string> {
  const { tasks } = await world.demo.console<{ tasks: { id: string; prompt: string }[] }>('tasks')
  return tasks.find(({ prompt }) => prompt.includes(words))?.id ?? 'the console shows no such task'
}

async function bind(page: Page, button: string, choice: string, task: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('radio', { name: choice }).check()
  await page.getByRole('textbox', { name: 'Task id' }).fill(task)
  await page.getByLabel('Reason').fill(reason)
  await page.getByRole('button', { name: 'Bind the task' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
}
