import { waitUntil } from '@reelkeep/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PageWorld, sidewaysScroll, startPageWorld, type Visit, violations } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await startPageWorld(2)
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
})

/** As a spreadsheet of Western Europe saves it: semicolons, Windows-1252, headers and values of its own. */
const messy = [
  'custom_id;Prompt;Ratio;Duration;Ort',
  'shot-1;Ein Leuchtturm bei Sonnenaufgang;16:9;6s;Köln',
  'shot-2;"Ein ""roter"" Fuchs; im Schnee";9:16;99;Zürich',
  'shot-3;<img src=x onerror=window.stolen=1> am Hang;1:1;10;Köln',
].join('\r\n')

/** What the browser says of an answer that refuses a draft, which is how the page learns of it. */
const isRefusal = (text: string) => / 4(00|09|22) /.test(text)
const complaintsOf = ({ complaints }: Visit) => complaints.filter((text) => !isRefusal(text))

/** Drops a file on the page, as from a folder beside it. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer()
    const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (letter) => letter.charCodeAt(0))
    data.items.add(new File([bytes], ${JSON.stringify(name)}))
    return data
  })()`)
  await page.getByText('Choose a file, or drop it here').dispatchEvent('drop', { dataTransfer })
}

const summary = (page: Page) => page.getByRole('region', { name: 'How it stands' })
const problems = (page: Page) => page.getByRole('list', { name: 'Problems' })
const ready = (page: Page) => summary(page).getByText('Ready to send.').waitFor()

test('a messy file is dropped, mapped, mended in place, priced and confirmed, and its batch runs', async () => {
  await using visited = await world.visitSignedIn('/batches')
  const { page } = visited
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('link', { name: 'New batch' }).click()
  await drop(page, 'shots.csv', Buffer.from(messy, 'latin1'))
  await page.getByText('3 rows, 5 columns.').waitFor()
  await page.getByText('read as windows-1252').waitFor()
  await page.getByText('Looks like aspect_ratio, but is not spelled so.', { exact: true }).waitFor()
  await problems(page).getByRole('button', { name: 'Use it as aspect_ratio' }).click()

  await problems(page).getByText('3 rows, the first, row 1').waitFor()
  await page.getByLabel('Model', { exact: true }).selectOption('grok_video3')
  await summary(page).getByRole('button', { name: 'Go to the problem' }).click()
  const duration = problems(page).getByLabel('Row 2, Duration')
  await expect.poll(() => page.evaluate('document.activeElement.ariaLabel')).toBe('Row 2, Duration')
  await page.reload()
  await duration.waitFor()
  await duration.selectOption('8')
  await ready(page)

  await page.getByText('See and change every row').click()
  await expect
    .poll(() => page.getByLabel('Row 2, Ort').inputValue(), { message: 'what is sent is what stood there' })
    .toBe('Zürich')
  const rows = page.getByRole('table', { name: 'Rows as they come out' })
  await rows.getByText('Ein "roter" Fuchs; im Schnee').waitFor()
  expect(await page.evaluate('window.stolen'), 'a prompt is text').toBeUndefined()
  const trial = page.getByLabel('Make a few rows first, then ask me')
  await trial.check()
  await page.getByLabel('Rows', { exact: true }).fill('1')
  await page
    .getByText(/^Tried first: the first 1 row, 1 clip, expected \$\d.*; 2 clips wait for your approval/)
    .waitFor()
  await trial.uncheck()
  await ready(page)

  await summary(page).getByRole('button', { name: 'Send …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send 3 clips?' })
  await dialog.getByText(/^\$\d/).first().waitFor()
  await dialog.getByRole('button', { name: 'Send 3 clips' }).click()
  await page.waitForURL(/\/batches\/batch_\w+$/)
  await page.getByText('Sent: 3 rows made.').waitFor()
  const id = page.url().split('/').at(-1)
  const sent = await world.demo.get<{ data: Sent[] }>(`/v1/jobs?batch=${id}`)
  expect(
    sent.data
      .map(({ custom_id, params, metadata }) => [
        custom_id,
        params.duration,
        params.aspect_ratio,
        metadata.Ort,
      ])
      .sort(),
  ).toEqual([
    ['shot-1', 6, '16:9', 'Köln'],
    ['shot-2', 8, '9:16', 'Zürich'],
    ['shot-3', 10, '1:1', 'Köln'],
  ])
  expect(complaintsOf(visited)).toEqual([])
})

type Sent = {
  readonly custom_id: string
  readonly params: { readonly duration: number; readonly aspect_ratio: string }
  readonly metadata: { readonly Ort: string }
}

test('pasted prompts go through a template, a budget that is too small is refused in words, and a quote that changed is shown anew', async () => {
  await using visited = await world.visitSignedIn('/batches/new')
  const { page } = visited
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('tab', { name: 'Paste prompts' }).click()
  await page.getByLabel('Prompts', { exact: true }).fill('a lake\n\na hill, far away\n')
  await page.getByText('2 rows, 1 column.').waitFor()
  await page.getByLabel('Name of the batch').fill('pasted twice')
  await page.getByLabel('Model', { exact: true }).selectOption('grok_video3')
  await page.getByLabel('Duration, seconds').fill('6')
  await page.getByLabel('Template').fill(', in fog')
  await page.getByLabel('Template').press('Home')
  await page.getByRole('button', { name: '{prompt}' }).click()
  await page
    .getByRole('table', { name: 'Rows as they come out' })
    .getByText('a hill, far away, in fog')
    .waitFor()

  const budget = page.getByLabel('Budget, US dollars')
  await budget.fill('0.01')
  await summary(page)
    .getByText(
      /^The rows cost up to [\d.]+ USD; the budget is 0.01 USD\. Raise the budget, or send fewer rows\.$/,
    )
    .waitFor()
  await expect
    .poll(() => summary(page).getByRole('button', { name: 'Send …' }).getAttribute('aria-disabled'))
    .toBe('true')
  await budget.fill('')
  await ready(page)

  await summary(page).getByRole('button', { name: 'Send …' }).click()
  await page.getByRole('dialog', { name: 'Send 2 clips?' }).waitFor()
  await world.demo.submit('pasted twice', 'prompt\n"a lake, in fog"\n')
  await page.getByRole('button', { name: 'Send 2 clips' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send 1 clip?' })
  await dialog.getByText('Nothing was sent: rows, prices').waitFor()
  await dialog.getByText('pasted twice (continues it)').waitFor()
  await dialog.getByRole('button', { name: 'Send 1 clip' }).click()
  await page.waitForURL(/\/batches\/batch_\w+$/)
  expect(complaintsOf(visited)).toEqual([])
})

test('the same file again says that it continues a batch, which take a row is, and that a pause holds it', async () => {
  const sheet = 'custom_id,prompt,takes\npier,a pier in fog,2\nweir,a weir at dusk,1\n'
  await world.demo.submit('sent twice', sheet)
  await using visited = await world.visitSignedIn('/batches/new')
  const { page } = visited
  page.on('dialog', (dialog) => void dialog.accept())
  await drop(page, 'twice.csv', Buffer.from(`${sheet}dam,a dam in spring,1\n`))
  await page.getByLabel('Model', { exact: true }).selectOption('grok_video3')
  await page.getByLabel('Duration, seconds').fill('6')
  const name = page.getByLabel('Name of the batch')
  await name.fill('sent twice')
  await summary(page).getByText('Continues the batch “sent twice”: 1 of 4 clips is new.').waitFor()
  await page.getByRole('status').filter({ hasText: '4 clips are asked for, 1 to pay' }).waitFor()
  const rows = page.getByRole('table', { name: 'Rows as they come out' }).locator('tbody tr[data-index]')
  await rows.filter({ hasText: 'take 2 of 2' }).getByText('a pier in fog').waitFor()
  expect(await rows.filter({ hasText: 'a weir' }).getByText(/take/).count()).toBe(0)
  await fetch(`${world.demo.url}/v1/upstreams/simulator`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${world.demo.adminKey}`, 'content-type': 'application/json' },
    body: '{"paused":true}',
  })
  try {
    await page.getByLabel('Takes of each row').fill('1')
    await page.getByText(/^A person paused simulator: its 1 clip waits/).waitFor()
    await summary(page).getByRole('button', { name: 'Send …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Send 1 clip?' })
    await dialog.getByText(/nothing is sent there until somebody resumes it/).waitFor()
    expect(await violations(page)).toEqual([])
  } finally {
    await fetch(`${world.demo.url}/v1/upstreams/simulator`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${world.demo.adminKey}`, 'content-type': 'application/json' },
      body: '{"paused":false}',
    })
  }
  expect(complaintsOf(visited)).toEqual([])
})

test('what we have already is not bought again unknowingly, and a budget asks what a clip of unknown price may cost', async () => {
  const earlier = await world.demo.submit('dailies 2026-11-29', 'prompt\na pier at dusk\n')
  await waitUntil(
    async () => {
      const { data } = await world.demo.get<{ data: { state: string }[] }>(`/v1/jobs?batch=${earlier}`)
      return data[0]?.state === 'archived'
    },
    { timeoutMs: 60_000, what: 'the clip of the day before' },
  )
  await using visited = await world.visitSignedIn('/batches/new')
  const { page } = visited
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('tab', { name: 'Paste prompts' }).click()
  await page.getByLabel('Prompts', { exact: true }).fill('a pier at dusk\n')
  const name = page.getByLabel('Name of the batch')
  await name.fill('dailies 2026-11-30')
  await page.getByLabel('Model', { exact: true }).selectOption('grok_video3')
  await page.getByLabel('Duration, seconds').fill('6')
  const again = page.getByRole('status').filter({ hasText: 'holds 1 clip of these already' })
  await again.getByText(/would be paid again: \$0\.\d+ sim/).waitFor()
  expect(await violations(page)).toEqual([])
  // It is said beside the price, and once more before it is sent.
  const words = 'Paid again under this name: 1 clip that “dailies 2026-11-29” holds already.'
  await page.getByRole('region', { name: 'How it stands' }).getByText(words).waitFor()
  await page.getByRole('button', { name: 'Send …' }).click()
  await page.getByRole('dialog').getByText(words).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click()
  await again.getByRole('button', { name: 'Continue that one' }).click()
  await expect.poll(() => name.inputValue()).toBe('dailies 2026-11-29')
  await page.getByText('1 left alone. Nothing new would be paid.').waitFor()
  await summary(page).getByText('Nothing is new: sending makes no clip and costs nothing.').waitFor()
  await summary(page).getByRole('button', { name: 'Send anyway …' }).waitFor()

  await name.fill('dailies 2026-11-30')
  const reuse = page.getByLabel('Copy 1 clip that we have already instead of buying it again')
  await reuse.check()
  await summary(page).getByText('nothing to pay').waitFor()
  await ready(page)
  await summary(page).getByRole('button', { name: 'Send …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send the rows?' })
  await dialog.getByText('1 copied from clips that are archived already').waitFor()
  expect(await violations(page), 'the question before sending').toEqual([])
  await page.keyboard.press('Escape')
  await expect
    .poll(() => page.evaluate('document.activeElement.textContent'), { message: 'the focus goes back' })
    .toBe('Send …')
  await reuse.uncheck()

  await page.getByLabel('Upstream', { exact: true }).selectOption('simulator-cometapi')
  await page.getByLabel('Model', { exact: true }).selectOption('grok-imagine-video')
  await page.getByLabel('Budget, US dollars').fill('5')
  const most = page.getByLabel('Most for a clip of unknown price, US dollars')
  await most.and(page.locator('[aria-invalid]')).waitFor()
  await most.fill('0.5')
  await ready(page)
  await summary(page).getByRole('button', { name: 'Send …' }).click()
  const unpriced = page.getByRole('dialog', { name: 'Send 1 clip?' })
  await unpriced.getByText('1 × grok-imagine-video at simulator-cometapi').waitFor()
  expect(await violations(page), 'of unknown price').toEqual([])
  expect(await unpriced.textContent()).not.toContain('$0.00')
  await unpriced.getByRole('button', { name: 'Send 1 clip' }).click()
  await page.waitForURL(/\/batches\/batch_\w+$/)
  expect(complaintsOf(visited)).toEqual([])
})

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('images that rows name are uploaded, silence loses nothing, and a broken quote is mended as text', async () => {
  await using visited = await world.visitSignedIn('/batches/new')
  const { page } = visited
  page.on('dialog', (dialog) => void dialog.accept())
  await drop(page, 'images.csv', Buffer.from('prompt,image_urls,duration\n"a "red" cat",cats/Cat.PNG,6\n'))
  await page.getByText(/^line 2: a double quote/).waitFor()
  await page.getByRole('button', { name: 'Mend it as text' }).click()
  await page
    .getByLabel('Prompts', { exact: true })
    .fill('prompt,image_urls,duration\na red cat,cats/Cat.PNG,6\n')
  await page.getByLabel('Model', { exact: true }).selectOption('grok_video3')
  await page.getByText('cats/Cat.PNG').first().waitFor()
  await page
    .getByLabel('Choose images, or drop them here')
    .setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: png })
  await page.getByRole('heading', { name: 'Images (1 of 1 here)' }).waitFor()
  await ready(page)

  await page.context().setOffline(true)
  await page.getByLabel('Takes of each row').fill('2')
  await page.getByText(/Everything here is kept\.$/).waitFor()
  await page.context().setOffline(false)
  await ready(page)
  await page.getByRole('table', { name: 'Rows as they come out' }).getByText('6 s · ').first().waitFor()
  await expect.poll(() => summary(page).textContent()).toContain('2 clips')
})

test.each([
  [390, 'dark'],
  [1440, 'light'],
] as const)('every step is usable at %i px, %s', async (width, colorScheme) => {
  await using visited = await world.visitSignedIn('/batches/new', {
    viewport: { width, height: 844 },
    colorScheme,
  })
  const { page } = visited
  page.on('dialog', (dialog) => void dialog.accept())
  expect(await violations(page)).toEqual([])
  await drop(page, 'shots.csv', Buffer.from(messy, 'latin1'))
  await problems(page).getByRole('button', { name: 'Use it as aspect_ratio' }).click()
  await page.getByLabel('Model', { exact: true }).selectOption('grok_video3')
  await problems(page).getByLabel('Row 2, Duration').waitFor()
  await page.getByText('See and change every row').click()
  await page.getByRole('table', { name: 'All rows' }).waitFor()
  expect(await violations(page)).toEqual([])
  await expect.poll(() => sidewaysScroll(page)).toBeLessThanOrEqual(0)
})
