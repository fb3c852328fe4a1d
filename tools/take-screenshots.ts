/**
 * `npm run screenshots`: starts the demo, makes some trouble in it, and writes a picture of each page of the dashboard,
 * at two widths and in two themes, to docs/screenshots. Look at them after a change of the page.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { waitUntil } from '@reelkeep/testing'
import type { Page } from 'playwright-core'
import { type PageWorld, startPageWorld } from '../apps/standalone/test/page-world.ts'

const folder = join(import.meta.dirname, '../docs/screenshots')
const widths = [1440, 390] as const
const themes = ['light', 'dark'] as const

const trouble = [
  'custom_id,prompt,takes',
  'harbour,"Harbour at first light, gulls over still water",2',
  'market,"Night market in the rain, neon on wet stone",1',
  'ridge,A ridge above the clouds [sim:failed],1',
  'pass,A mountain pass in snow [sim:failed],1',
  'duel,A duel at noon [sim:moderated],1',
  'ferry,A ferry leaves the pier [sim:lost_reply],1',
  'tram,A tram climbs the hill [sim:never_finishing],1',
].join('\n')

await mkdir(folder, { recursive: true })
await using world = await startPageWorld(24)
const batchId = await world.demo.submit('coast-teaser', trouble)
const jobs = await settledJobs(world, batchId)
const fingerprint = await newestFailure(world)
const places: readonly (readonly [name: string, path: string])[] = [
  ['overview', '/'],
  ['jobs', '/jobs'],
  ['job-archived', `/jobs/${jobs.archived}`],
  ['job-failed', `/jobs/${jobs.failed}`],
  ['job-unconfirmed', `/jobs/${jobs.unconfirmed}`],
  ['batches', '/batches'],
  ['batch', `/batches/${batchId}`],
  ['video-wall', `/batches/${batchId}?tab=wall`],
  ['new-batch', '/batches/new'],
  ['failures', '/failures'],
  ['failure', `/failures/${fingerprint}`],
  ['costs', '/costs'],
  ['at-risk', '/at-risk'],
  ['upstreams', '/upstreams'],
  ['audit', '/audit'],
  ['operations', '/operations'],
  ['keys', '/keys'],
]
for (const colorScheme of themes) {
  for (const width of widths) {
    const viewport = { width, height: width < 500 ? 844 : 900 }
    // At this speed a link lives two minutes, so that each round gets a clip at risk of its own.
    await world.demo.submit(
      `orchards, ${colorScheme} ${width}`,
      'custom_id,prompt\norchard,An orchard in bloom [sim:foreign_link_host]\n',
    )
    await using visited = await world.visitSignedIn('/', { colorScheme, viewport })
    for (const [name, path] of places) {
      await visited.page.goto(world.demo.url + path)
      await comeToRest(visited.page)
      await visited.page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) })
    }
    process.stdout.write(`${places.length} pages, ${colorScheme}, ${width} px\n`)
  }
}

type JobList = { readonly data: readonly { readonly id: string; readonly state: string }[] }

/** An example of each state that has a look of its own, once nothing but what never ends is on its way. */
async function settledJobs({ demo }: PageWorld, batch: string) {
  const wanted = ['archived', 'failed', 'unconfirmed'] as const
  const found = new Map<string, string>()
  await waitUntil(
    async () => {
      const { data } = await demo.get<JobList>(`/v1/jobs?batch=${batch}&limit=50`)
      for (const { id, state } of data) found.set(state, id)
      return wanted.every((state) => found.has(state))
    },
    { timeoutMs: 180_000, what: 'an archived, a failed and an unconfirmed job' },
  )
  const [archived, failed, unconfirmed] = wanted.map((state) => found.get(state) ?? '')
  return { archived, failed, unconfirmed }
}

async function newestFailure({ demo }: PageWorld): Promise<string> {
  const { data } = await demo.get<{ data: { fingerprint: string }[] }>('/v1/failures')
  return data[0]?.fingerprint ?? ''
}

/** Data has come, fonts are there, and nothing is being loaded any more. */
async function comeToRest(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('load')
  await page.waitForFunction('document.querySelectorAll("main [aria-busy=true]").length === 0')
  // Charts and the first frames of clips come with what is loaded after the page.
  await page.waitForTimeout(1_500)
}
