import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { launchBrowser, waitUntil } from '@reelkeep/testing'
import type { Browser, BrowserContextOptions, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoProcess, startDemo } from './demo-process.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const hostile = '<img src=x onerror="window.stolen=1"> \u202Eevil\u202C <script>window.stolen=1</script>'

let demo: DemoProcess
let browser: Browser

beforeAll(async () => {
  demo = await startDemo(6)
  browser = await launchBrowser()
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.[Symbol.asyncDispose]()
}, 60_000)

type Visit = AsyncDisposable & {
  readonly page: Page
  readonly responses: Response[]
  /** What the browser complained about, but for the 401 that leads to the sign-in form. */
  readonly complaints: string[]
}

async function visit(path = '/', options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  const responses: Response[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const isSignInCheck = message.location().url === `${demo.url}/v1/session` && / 401 /.test(message.text())
    if (message.type() === 'error' && !isSignInCheck) complaints.push(message.text())
  })
  page.on('response', (response) => responses.push(response))
  await page.goto(demo.url + path)
  return { page, responses, complaints, [Symbol.asyncDispose]: () => context.close() }
}

async function signIn(page: Page, key = demo.adminKey): Promise<void> {
  await page.getByLabel('Admin key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function visitSignedIn(path = '/', options: BrowserContextOptions = {}): Promise<Visit> {
  const visited = await visit(path, options)
  await signIn(visited.page)
  await visited.page.getByRole('table').waitFor()
  return visited
}

const openFirstJob = (page: Page) => page.locator('tbody .prompt button').first().click()

test('a wrong key is refused in words, the right one opens the page, and signing out closes it', async () => {
  await using visited = await visit()
  const { page } = visited
  await signIn(page, 'not the key at all, but long enough to be one')
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toMatch(/key/i)
  await page.getByLabel('Admin key').fill('half a key')
  await page.waitForTimeout(2_500)
  expect(await page.getByLabel('Admin key').inputValue(), 'nobody takes away what is being typed').toBe(
    'half a key',
  )
  await signIn(page)
  await page.getByRole('heading', { name: 'Batches' }).waitFor()
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Admin key').waitFor()
  await page.reload()
  await page.getByLabel('Admin key').waitFor()
  expect(await page.context().cookies()).toEqual([])
})

test('a batch is seen to come, to move and to end, with a failed job beside the archived ones', async () => {
  await using visited = await visitSignedIn()
  const { page } = visited
  await demo.submit('seen', 'prompt\na lake at dawn\na hill at noon\na fjord [sim:failed]\n')
  const batch = page.getByRole('button', { name: /^seen / })
  await batch.waitFor()
  await batch.getByText('1 failed · 2 archived').waitFor({ timeout: 60_000 })
  expect(await batch.getByRole('img').getAttribute('aria-label')).toBe('3 of 3 jobs ended')
  await batch.getByText(/^finished · /).waitFor()
  expect(visited.complaints).toEqual([])
}, 90_000)

test('a filter is part of the address: opening a job and going back restores it', async () => {
  await using visited = await visitSignedIn()
  const { page } = visited
  await page.getByRole('button', { name: /^demo / }).click()
  await page.getByLabel('State').selectOption('archived')
  await page.getByRole('heading', { name: 'Jobs of this batch' }).waitFor()
  const filtered = page.url()
  expect(filtered).toMatch(/batch=batch_\w+&state=archived/)
  await openFirstJob(page)
  await page.getByRole('complementary').waitFor()
  await page.goBack()
  await page.getByRole('complementary').waitFor({ state: 'detached' })
  expect(page.url()).toBe(filtered)
  expect(await page.getByLabel('State').inputValue()).toBe('archived')
  await page.getByLabel('State').selectOption('failed')
  await page.getByText('No job matches.').waitFor()
})

test('/ puts the cursor into the search, words find a prompt, and Escape closes the job', async () => {
  await using visited = await visitSignedIn()
  const { page } = visited
  await page.keyboard.press('/')
  expect(await page.evaluate('document.activeElement.type')).toBe('search')
  await page.keyboard.type('fox snow')
  await page.keyboard.press('Enter')
  await waitUntil(async () => (await page.locator('tbody tr').count()) === 1, { what: 'one job to be found' })
  // Forced, because the prompt's button lies over the whole row.
  await page.locator('tbody .row-name').first().click({ force: true })
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').waitFor({ state: 'detached' })
  expect(page.url()).toContain('q=fox+snow')
})

test('the player shows the first frame, plays, and seeks with Range requests', async () => {
  await using visited = await visitSignedIn()
  const { page, responses } = visited
  await page.getByRole('button', { name: /^demo / }).click()
  await page.getByRole('heading', { name: 'Jobs of this batch' }).waitFor()
  await openFirstJob(page)
  await page.locator('video').waitFor()
  await waitUntil(() => page.evaluate<boolean>('document.querySelector("video").readyState >= 2'), {
    timeoutMs: 30_000,
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
  expect(await partial?.headerValue('content-type')).toBe('video/mp4')
  expect(visited.complaints).toEqual([])
})

test('a hostile prompt stays text, marks that turn text around become visible, and nobody else is called', async () => {
  const id = await demo.submit('hostile', `prompt\n"${hostile.replaceAll('"', '""')}"\n`)
  await using visited = await visitSignedIn(`/?batch=${id}`)
  const { page, responses } = visited
  const shown = hostile.replace('\u202E', '‹U+202E›').replace('\u202C', '‹U+202C›')
  await openFirstJob(page)
  await waitUntil(async () => (await page.locator('.prompt-full').textContent()) === shown, {
    what: 'the prompt to be shown as it was written',
  })
  expect(await page.locator('.prompt img, .prompt-full img').count()).toBe(0)
  expect(await page.evaluate('window.stolen')).toBeUndefined()
  expect(new Set(responses.map((response) => new URL(response.url()).hostname))).toEqual(
    new Set(['127.0.0.1']),
  )
  const policy = (await responses[0]?.headerValue('content-security-policy')) ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toMatch(/unsafe|\*/)
  expect(visited.complaints).toEqual([])
})

test.each([390, 1440])(
  'an edit says its upstream, mode and source at %i px, and no signature',
  async (width) => {
    const name = `edited at ${width}`
    const made = await fetch(`${demo.url}/v1/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        prompt: name,
        custom_id: name,
        model: 'grok-imagine-video',
        upstream: 'simulator-xai',
        operation: 'edit',
        video_url: `https://clips.example/${'deep-'.repeat(30)}\u202E.mp4?signature=secret`,
      }),
    })
    const { id } = (await made.json()) as { id: string }
    await using visited = await visitSignedIn(`/?job=${id}`, { viewport: { width, height: 844 } })
    const { page } = visited
    const panel = page.getByRole('complementary')
    await panel.getByText('simulator-xai · grok-imagine-video · edit', { exact: true }).waitFor()
    await panel.getByText(/^clips\.example\/(deep-){30}%E2%80%AE\.mp4$/).waitFor()
    expect(await page.locator('body').textContent()).not.toContain('secret')
    const row = page.getByRole('row').filter({ hasText: name })
    expect(await row.locator('.asked').textContent()).toBe('simulator-xai · grok-imagine-video · edit')
    expect(
      await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    ).toBeLessThanOrEqual(0)
  },
)

test('while the api is gone the page says that it is stale, and recovers by itself', async () => {
  await using visited = await visitSignedIn()
  const { page } = visited
  await page.getByText('Live', { exact: true }).waitFor()
  process.kill(demo.apiPid() ?? 0, 'SIGKILL')
  await page.getByText(/^Stale: the server has not answered since/).waitFor({ timeout: 20_000 })
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(0)
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 })
}, 60_000)

test.each([
  ['light', 390],
  ['light', 1440],
  ['dark', 390],
  ['dark', 1440],
] as const)(
  'the %s page at %i px has no serious accessibility problem and no sideways scroll',
  async (colorScheme, width) => {
    await using visited = await visit('/', { colorScheme, viewport: { width, height: 844 } })
    const { page } = visited
    await page.getByLabel('Admin key').waitFor()
    expect(await violations(page)).toEqual([])
    await signIn(page)
    await page.getByRole('table').waitFor()
    expect(await violations(page)).toEqual([])
    await openFirstJob(page)
    await page.getByRole('heading', { name: 'History' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(
      await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    ).toBeLessThanOrEqual(0)
  },
)

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[]
  }
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
