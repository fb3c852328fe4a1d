import { gzipSync } from 'node:zlib'
import { waitUntil } from '@reelkeep/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PageWorld, sidewaysScroll, signIn, startPageWorld, violations } from './page-world.ts'

const hostile = '<img src=x onerror="window.stolen=1"> \u202Eevil\u202C <script>window.stolen=1</script>'

let world: PageWorld

beforeAll(async () => {
  world = await startPageWorld(6)
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
})

const keyField = (page: Page) => page.getByLabel('Key', { exact: true })
const jobLinks = (page: Page) => page.getByRole('table', { name: 'Jobs' }).getByRole('link')

async function openFirstJob(page: Page): Promise<void> {
  await jobLinks(page).first().click()
  await page.getByRole('heading', { name: 'History' }).waitFor()
}

test('a wrong key is refused in words, the right one opens the page, and signing out closes it', async () => {
  await using visited = await world.visit('/batches')
  const { page } = visited
  await signIn(page, 'not the key at all, but long enough to be one')
  await page.getByRole('alert').waitFor()
  await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/key/i)
  await keyField(page).fill('half a key')
  await page.waitForTimeout(2_500)
  expect(await keyField(page).inputValue(), 'nobody takes away what is being typed').toBe('half a key')
  await signIn(page, world.demo.adminKey)
  await page.getByRole('heading', { name: 'Batches' }).waitFor()
  await expect.poll(() => page.title()).toBe('Batches · Reelkeep')
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByText('administrator: ').waitFor()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await keyField(page).waitFor()
  await page.reload()
  await keyField(page).waitFor()
  await expect.poll(() => page.context().cookies()).toEqual([])
})

test('a session that ends under one’s hands asks for the key and comes back to the same place', async () => {
  await using visited = await world.visitSignedIn('/jobs?state=archived')
  const { page } = visited
  await jobLinks(page).first().waitFor()
  await page.getByLabel('Search jobs').fill('half a search')
  await page.getByLabel('Search jobs').blur()
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.context().clearCookies()
  await page.getByText('The session is over.').waitFor()
  expect(await jobLinks(page).count(), 'nothing is readable behind the form').toBe(0)
  expect(await page.locator('[role=dialog]').count(), 'no dialog lies over the form').toBe(0)
  await signIn(page, world.demo.adminKey)
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await jobLinks(page).first().waitFor()
  expect(page.url()).toContain('/jobs?state=archived')
  await expect.poll(() => page.getByLabel('Search jobs').inputValue()).toBe('half a search')
})

test('who signs in with another key is never shown what the key before was shown', async () => {
  const { secret } = await world.demo.post<{ secret: string }>('/v1/keys', {
    name: 'after',
    scopes: ['submit'],
  })
  const signInElsewhere = (page: Page) =>
    page.evaluate(async (key) => {
      const headers = { 'content-type': 'application/json' }
      await fetch('/v1/session', { method: 'POST', headers, body: JSON.stringify({ key }) })
    }, secret)
  await using first = await world.visitSignedIn('/jobs')
  await jobLinks(first.page).first().waitFor()
  await signInElsewhere(first.page)
  await first.page.getByRole('link', { name: 'Jobs' }).waitFor({ state: 'detached' })
  expect(await jobLinks(first.page).count(), 'in another tab').toBe(0)

  await using second = await world.visitSignedIn('/jobs')
  const { page } = second
  await jobLinks(page).first().waitFor()
  await page.context().clearCookies()
  await page.getByText('The session is over.').waitFor()
  let asked = 0
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/v1/session', async (route) => {
    if (route.request().method() === 'GET') asked += 1
    if (asked > 1) await held
    await route.continue()
  })
  await signIn(page, secret)
  await keyField(page).waitFor({ state: 'detached' })
  expect(await jobLinks(page).count(), 'while it is asked who has signed in').toBe(0)
  answer()
})

test('a batch is seen to come, to move and to end, with a failed job beside the archived ones', async () => {
  await using visited = await world.visitSignedIn('/batches')
  const { page } = visited
  await world.demo.submit('seen', 'prompt\na lake at dawn\na hill at noon\na fjord [sim:failed]\n')
  const batch = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'seen' }) })
  await batch.waitFor()
  await batch.getByText('2 archived').waitFor()
  await batch.getByText('1 failed', { exact: true }).waitFor()
  await expect.poll(() => batch.getByRole('img').getAttribute('aria-label')).toBe('3 of 3 jobs ended')
  await batch.getByText(/^finished · /).waitFor()
  expect(visited.complaints).toEqual([])
})

test('while the page is paused nothing moves; going on shows what was missed', async () => {
  await using visited = await world.visitSignedIn('/batches')
  const { page } = visited
  await page.getByRole('link', { name: 'demo' }).waitFor()
  await page.getByRole('button', { name: 'Pause the page' }).click()
  await page.getByText(/^Paused/).waitFor()
  await world.demo.submit('missed', 'prompt\na moor in fog\n')
  await page.waitForTimeout(3_000)
  expect(await page.getByRole('link', { name: 'missed' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Go on following' }).click()
  await page.getByRole('link', { name: 'missed' }).waitFor()
})

test('opening a job and going back restores the filter, and the row from which one left', async () => {
  await using visited = await world.visitSignedIn('/jobs')
  const { page } = visited
  await page.getByLabel('State').selectOption('archived')
  await page.waitForURL(/\/jobs\?state=archived$/)
  const links = jobLinks(page)
  const focused = (index: number) => links.nth(index).and(page.locator(':focus'))
  await links.nth(1).waitFor()
  await page.getByLabel('State').blur()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/jobs\/job_\w+$/)
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await expect
    .poll(() => page.locator('main [aria-current=page]').count(), { message: 'the list is not this page' })
    .toBe(0)
  await page.goBack()
  await focused(1).waitFor()
  expect(page.url()).toMatch(/\/jobs\?state=archived$/)
  await expect.poll(() => page.getByLabel('State').inputValue()).toBe('archived')
  await page.keyboard.press('k')
  await focused(0).waitFor()
  await page.getByLabel('State').selectOption('submitting')
  await page.getByText('No job matches.').waitFor()
})

test('who comes back to a list from which their row has gone is at the row in its place', async () => {
  const { data } = await world.demo.get<{ data: { id: string }[] }>('/v1/jobs?state=archived&limit=3')
  const mark = async (id: string | undefined, word: string | null) => {
    const { status } = await fetch(`${world.demo.url}/v1/jobs/${id}/mark`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${world.demo.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ mark: word }),
    })
    expect(status).toBe(200)
  }
  for (const { id } of data) await mark(id, 'keep')
  await using visited = await world.visitSignedIn('/jobs?mark=keep')
  const { page } = visited
  const links = jobLinks(page)
  await links.nth(2).waitFor()
  const [, second, third] = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(world.demo.url + second)
  await mark(second?.split('/').at(-1), null)
  await page.goBack()
  await page.locator('[data-row-link]:focus').waitFor()
  // Everything is read anew after a pause: the row goes from under the focus, if it was there still.
  await page.keyboard.press('p')
  await page.keyboard.press('p')
  await links
    .nth(1)
    .and(page.locator(`:focus[href="${third}"]`))
    .waitFor()
  await expect.poll(() => links.count()).toBe(2)
  for (const { id } of data) await mark(id, null)
})

test('a list of jobs cuts neither what was asked nor a prompt of two lines, and names the row on a phone', async () => {
  const prompt = 'A slow dolly along the quay at first light while gulls circle over the moored boats'
  await world.demo.submit('wide', `custom_id,prompt\nquay-0001,${prompt}\n`)
  await using wide = await world.visitSignedIn('/jobs?batch=wide')
  const cells = wide.page.getByRole('table', { name: 'Jobs' }).locator('td [class*=line-clamp]')
  await cells.filter({ hasText: prompt }).waitFor()
  const cut = await cells.evaluateAll((all) =>
    all
      .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1)
      .map((cell) => cell.textContent),
  )
  expect(cut).toEqual([])
  await using narrow = await world.visitSignedIn('/jobs?batch=wide', {
    viewport: { width: 390, height: 844 },
  })
  await narrow.page.getByText('quay-0001', { exact: true }).waitFor()
  expect(await violations(narrow.page)).toEqual([])
})

test('addresses of the page’s first form, which exports hold, still lead to what they named', async () => {
  await using visited = await world.visitSignedIn('/?state=archived&q=fox')
  const { page } = visited
  await page.waitForURL(/\/jobs\?state=archived&q=fox$/)
  await openFirstJob(page)
  const id = page.url().split('/').at(-1)
  await page.goto(`${world.demo.url}/?job=${id}`)
  await page.waitForURL(`${world.demo.url}/jobs/${id}`)
  const address = /page\s+(\S+)/.exec(world.demo.output())?.[1] ?? 'the demo names no page'
  await page.goto(address)
  await page.getByRole('heading', { name: 'demo' }).waitFor()
  await page.goto(`${world.demo.url}/jobs/1/2`)
  await expect.poll(() => page.locator('body').textContent()).toContain('route_not_found')
})

test('keys search, move through the list, open, close, and go to pages; ? says which', async () => {
  await using visited = await world.visitSignedIn('/jobs')
  const { page } = visited
  await jobLinks(page).first().waitFor()
  await page.keyboard.press('/')
  await expect.poll(() => page.evaluate('document.activeElement.type')).toBe('search')
  await page.keyboard.type('fox snow')
  await page.keyboard.press('Enter')
  await waitUntil(async () => (await jobLinks(page).count()) === 1, { what: 'one job to be found' })
  expect(page.url()).toContain('q=fox+snow')
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL(/q=fox\+snow/)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).getByText('Next row').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.getByRole('heading', { name: 'Batches' }).waitFor()
  await page.keyboard.press('/')
  await page.waitForURL('**/jobs')
  await jobLinks(page).first().waitFor()
  await expect
    .poll(() => page.evaluate('document.activeElement.type'), { message: 'of a page without a search' })
    .toBe('search')
  expect(visited.complaints, 'an open dialog breaks no policy').toEqual([])
})

test('a hostile prompt stays text, marks that turn text around become visible, and nobody else is called', async () => {
  const id = await world.demo.submit('hostile', `prompt\n"${hostile.replaceAll('"', '""')}"\n`)
  await using visited = await world.visitSignedIn(`/jobs?batch=${id}`)
  const { page, responses } = visited
  const shown = hostile.replace('\u202E', '‹U+202E›').replace('\u202C', '‹U+202C›')
  await waitUntil(async () => (await jobLinks(page).first().textContent()) === shown, {
    what: 'the prompt to be listed as it was written',
  })
  await openFirstJob(page)
  await expect.poll(() => page.locator('[data-prompt]').textContent()).toBe(shown)
  expect(await page.locator('main img').count()).toBe(0)
  expect(await page.evaluate('window.stolen')).toBeUndefined()
  expect(new Set(responses.map((response) => new URL(response.url()).hostname))).toEqual(
    new Set(['127.0.0.1']),
  )
  const policy = (await responses[0]?.headerValue('content-security-policy')) ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(policy).toMatch(/style-src 'self' 'nonce-[\w+/=]{22,}';/)
  expect(policy).not.toMatch(/unsafe|\*/)
  expect(visited.complaints).toEqual([])
})

test('an edit says its upstream, mode and source at any width, and no signature', async () => {
  const { id } = await world.demo.post<{ id: string }>('/v1/jobs', {
    prompt: 'edited',
    model: 'grok-imagine-video',
    upstream: 'simulator-xai',
    operation: 'edit',
    video_url: `https://clips.example/${'deep-'.repeat(30)}\u202E.mp4?signature=secret`,
  })
  await using visited = await world.visitSignedIn(`/jobs/${id}`)
  const { page } = visited
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await page.getByText('simulator-xai · grok-imagine-video · edit', { exact: true }).waitFor()
    await page.getByText(/^clips\.example\/(deep-){30}%E2%80%AE\.mp4$/).waitFor()
    expect(await page.locator('body').textContent()).not.toContain('secret')
    await expect.poll(() => sidewaysScroll(page)).toBeLessThanOrEqual(0)
  }
})

test('while the api is gone the page says that it is stale, and recovers by itself', async () => {
  await using visited = await world.visitSignedIn('/jobs')
  const { page } = visited
  await page.getByText('Live', { exact: true }).waitFor()
  await jobLinks(page).first().waitFor()
  process.kill(world.demo.apiPid() ?? 0, 'SIGKILL')
  await page.getByText(/^Stale: the server has not answered since/).waitFor()
  await expect.poll(() => jobLinks(page).count()).toBeGreaterThan(0)
  await page.getByText('Live', { exact: true }).waitFor()
})

test('a key that may only look finds what it may not do switched off, with the reason', async () => {
  const { secret } = await world.demo.post<{ secret: string }>('/v1/keys', {
    name: 'looks',
    scopes: ['read'],
  })
  const id = await world.demo.submit('doubted', 'prompt\na quay in rain [sim:lost_reply]\n')
  await using visited = await world.visit(`/batches/${id}`)
  const { page, responses } = visited
  await signIn(page, secret)
  const pause = page.getByRole('button', { name: 'Pause', exact: true })
  // By the keyboard: what a pointer hovers over may move away from it while the page loads.
  await pause.focus()
  await page.getByRole('tooltip').getByText('lacks the scope "submit"').waitFor()
  await pause.click({ force: true })
  await expect.poll(() => pause.getAttribute('aria-disabled')).toBe('true')
  expect(await page.getByRole('link', { name: 'Keys' }).count()).toBe(0)
  const sent = responses.map((response) => response.request().method())
  expect(sent.filter((method) => method !== 'GET')).toEqual(['POST'])
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByText('looks of admin').waitFor()
  await page.getByText('reader: read', { exact: true }).waitFor()
})

test('a key that may only send is told so once, and sends', async () => {
  const { secret } = await world.demo.post<{ secret: string }>('/v1/keys', {
    name: 'blind',
    scopes: ['submit'],
  })
  await using visited = await world.visit('/')
  const { page, complaints } = visited
  await signIn(page, secret)
  await page.getByText('Your key lacks the scope "read"').waitFor()
  await expect.poll(() => page.getByText('lacks the scope').count()).toBe(1)
  expect(await page.getByRole('alert').count(), 'nothing is asked for only to be refused').toBe(0)
  expect(await page.getByRole('link', { name: 'Jobs' }).count()).toBe(0)
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: 'New batch' }).click()
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('tab', { name: 'Paste prompts' }).click()
  await page.getByLabel('Prompts', { exact: true }).fill('a lake that nobody sees\n')
  await page.getByLabel('Name of the batch').fill('sent blindly')
  await page.getByLabel('Model', { exact: true }).fill('grok_video3')
  await page.getByLabel('Duration, seconds').fill('6')
  await page.getByText('Ready to send.').waitFor()
  await page.getByRole('button', { name: 'Send …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send 1 clip?' })
  await dialog.getByText('sim', { exact: true }).first().waitFor()
  await dialog.getByRole('button', { name: 'Send 1 clip' }).click()
  await page.getByText(/^The batch “sent blindly” was sent: 1 row made/).waitFor()
  expect(complaints.filter((text) => !/ 400 /.test(text))).toEqual([])
})

test('whoever may send a batch retries its failed jobs from the page, with count and price before', async () => {
  const { secret } = await world.demo.post<{ secret: string }>('/v1/keys', {
    name: 'sends',
    scopes: ['read', 'submit'],
  })
  const id = await world.demo.submit('to mend', 'prompt\na weir [sim:failed]\na lock [sim:failed]\n')
  const mixed = await world.demo.submit(
    'to mend in part',
    'prompt\na dam [sim:failed]\na mill [sim:moderated]\n',
  )
  await using visited = await world.visit(`/batches/${id}`)
  const { page, complaints } = visited
  await signIn(page, secret)
  await page.getByText('2 failed', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Retry …' }).click()
  const ofLine = page.getByRole('dialog', { name: 'Retry: what failed as “upstream failed”' })
  await ofLine.getByRole('button', { name: 'Retry 2 jobs' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Retry what failed …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Retry: what failed in this batch' })
  await dialog.getByText('2 jobs, upstream failed').waitFor()
  await expect.poll(() => dialog.getByText('sim', { exact: true }).count()).toBeGreaterThan(1)
  expect(await violations(page)).toEqual([])
  const answer = page.waitForResponse((response) => response.url().endsWith(`/v1/batches/${id}/retry`))
  await dialog.getByRole('button', { name: 'Retry 2 jobs' }).click()
  expect((await (await answer).json()).retry).toMatchObject({ jobs: 2, dry_run: false })
  await dialog.waitFor({ state: 'hidden' })
  await page.goto(new URL(`/batches/${mixed}`, page.url()).href)
  await page.getByText('2 failed', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Retry …' }).focus()
  await page.getByRole('tooltip').getByText('More › Retry what failed does that').waitFor()
  expect(complaints).toEqual([])
})

test('a batch of which only doubts are left says that it waits for a person, and leads to them', async () => {
  const id = await world.demo.submit('doubts', 'prompt\na canal at dusk [sim:lost_reply]\n')
  await using visited = await world.visitSignedIn(`/batches/${id}`)
  const { page } = visited
  await page.getByText('waits for a person', { exact: true }).waitFor()
  await page.getByRole('link', { name: '1 job in doubt' }).click()
  await waitUntil(async () => (await jobLinks(page).count()) === 1, { what: 'the job in doubt' })
})

test('a key is made on the page, shown once and kept nowhere there, changed and revoked', async () => {
  await using visited = await world.visitSignedIn('/keys')
  const { page, complaints } = visited
  const keys = page.getByRole('table', { name: 'Keys' })
  await keys.getByRole('row', { name: /of the configuration/ }).waitFor()
  await expect
    .poll(() => keys.getByRole('row', { name: /of the configuration.*never/ }).count(), {
      message: 'it is in use',
    })
    .toBe(0)
  await page.getByRole('button', { name: 'New key …' }).click()
  const form = page.getByRole('dialog', { name: 'New key' })
  await form.getByRole('button', { name: 'Make the key' }).click()
  await form.getByText('Say whose or what for').waitFor()
  await form.getByLabel('Name', { exact: true }).fill('render desk')
  await form.getByLabel('Cap a day, US dollars').fill('25')
  const end = form.getByLabel('Ends at')
  await end.pressSequentially('01')
  expect(await violations(page)).toEqual([])
  await form.getByRole('button', { name: 'Make the key' }).click()
  // A date that is typed by half is not taken for none: the form is still there.
  await end.fill('2035-01-31T18:00')
  await form.getByRole('button', { name: 'Make the key' }).click()
  const made = page.getByRole('dialog', { name: 'The key “render desk” is made' })
  const secret = await made.locator('code').textContent()
  expect(secret).toMatch(/^rk_live_/)
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await made.getByText('It is lost when this closes').waitFor()
  await made.getByRole('button', { name: 'I have put it away' }).click()
  await keys.getByText('$25.00 a day').waitFor()
  const kept = await page.evaluate(
    'JSON.stringify([location.href, document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }])',
  )
  expect(String(kept)).not.toContain(secret)

  await page.getByRole('button', { name: 'Change render desk …' }).click()
  const limits = page.getByRole('dialog', { name: 'Limits of “render desk”' })
  await limits.getByLabel('Cap a day, US dollars').fill('')
  await limits.getByLabel('Jobs in flight').fill('3')
  expect(await violations(page)).toEqual([])
  await limits.getByRole('button', { name: 'Set the limits' }).click()
  await keys.getByText('3 in flight', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Revoke render desk …' }).click()
  const revoke = page.getByRole('dialog', { name: 'Revoke “render desk”?' })
  await revoke.getByText('No job of it waits to be sent.').waitFor()
  expect(await violations(page)).toEqual([])
  await revoke.getByLabel('Reason').fill('left the house')
  await revoke.getByRole('button', { name: 'Revoke the key' }).click()
  await keys.getByRole('row', { name: /render desk.*revoked/ }).waitFor()
  expect(await page.getByRole('button', { name: 'Revoke render desk …' }).count()).toBe(0)
  expect(complaints).toEqual([])
})

test('who asked for a key cannot leave before the answer that holds its secret', async () => {
  await using visited = await world.visitSignedIn('/')
  const { page } = visited
  await page.getByRole('navigation').getByRole('link', { name: 'Keys' }).click()
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/v1/keys', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.continue()
  })
  await page.getByRole('button', { name: 'New key …' }).click()
  const form = page.getByRole('dialog', { name: 'New key' })
  await form.getByLabel('Name', { exact: true }).fill('late')
  await form.getByRole('button', { name: 'Make the key' }).click()
  await form.getByText(/^The key is being made/).waitFor()
  await page.keyboard.press('Escape')
  await form.getByRole('button', { name: 'Cancel' }).click({ force: true })
  await page.goBack()
  await form.getByText(/^The key is being made/).waitFor()
  expect(await violations(page)).toEqual([])
  answer()
  const made = page.getByRole('dialog', { name: 'The key “late” is made' })
  await expect.poll(() => made.locator('code').textContent()).toMatch(/^rk_live_/)
  await made.getByRole('button', { name: 'I have put it away' }).click()
})

test('the scripts of the first page are under 250 kB compressed, and are sent compressed', async () => {
  await using visited = await world.visitSignedIn('/')
  const { page, responses } = visited
  await page.getByText('In flight', { exact: true }).waitFor()
  const scripts = responses.filter((response) => response.request().resourceType() === 'script')
  const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await script.body()).length))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`the first page loads ${(total / 1000).toFixed(1)} kB of compressed script`)
  expect(total).toBeGreaterThan(20_000)
  expect(total).toBeLessThan(250_000)
  const large = scripts.filter((_, index) => (sizes[index] ?? 0) > 5_000)
  const encodings = await Promise.all(large.map((script) => script.headerValue('content-encoding')))
  expect(new Set(encodings)).toEqual(new Set([encodings[0] === 'br' ? 'br' : 'gzip']))
})

test('a theme that was chosen stays, also against the system’s', async () => {
  await using visited = await world.visitSignedIn('/', { colorScheme: 'light' })
  const { page } = visited
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  const light = await ground()
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect.poll(ground).not.toBe(light)
  const dark = await ground()
  await page.reload()
  await page.getByRole('navigation').waitFor()
  await expect.poll(ground).toBe(dark)
})

test.each([390, 1440])(
  'at %i px no page has a serious accessibility problem in either theme, nor scrolls sideways',
  async (width) => {
    await using visited = await world.visit('/', { viewport: { width, height: 844 } })
    const { page } = visited
    const look = async (what: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect([what, colorScheme, await violations(page)]).toEqual([what, colorScheme, []])
      }
      expect([what, await sidewaysScroll(page)]).toEqual([what, 0])
    }
    await keyField(page).waitFor()
    await look('sign-in')
    await signIn(page, world.demo.adminKey)
    // Before it is answered, every page would be the sign-in form.
    await page.getByRole('button', { name: 'Account and settings' }).waitFor()
    for (const path of ['/', '/batches', '/costs', '/upstreams', '/keys', '/jobs']) {
      await page.goto(world.demo.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.getByText('Loading…').first().waitFor({ state: 'detached' })
      await look(path)
    }
    await openFirstJob(page)
    await look('a job')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await look('the keys')
  },
)
