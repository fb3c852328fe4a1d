import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBatchWorld } from './batch-world.ts'

const simulators = {
  simulator: { profile: 'globalaiopc', simulated: true, api_key: 'k' },
  'simulator-xingchaoyiqing': { profile: 'xingchaoyiqing', simulated: true, api_key: 'k' },
  'simulator-cometapi': { profile: 'cometapi', simulated: true, api_key: 'k' },
  'simulator-xai': { profile: 'xai', simulated: true, api_key: 'k' },
}

type Expanded = {
  readonly upstream: string
  readonly operation: string
  readonly quoted_ticks: string | null
  readonly params: { readonly image_urls: readonly string[]; readonly duration: number | null }
}

function modeIn({ operation, params: { image_urls } }: Expanded): string {
  if (operation !== 'generate') return operation
  return ['text', 'image'][image_urls.length] ?? 'references'
}

test('the sheet over four upstreams is valid as it stands and holds every mode that exists at each', async () => {
  const sheet = await readFile(join(import.meta.dirname, '../../../examples/upstreams.csv'), 'utf8')
  await using world = await createBatchWorld(simulators)
  const { status, body } = await world.post(sheet, { query: { name: 'four upstreams', dry_run: 'true' } })
  expect(status).toBe(200)
  expect(body).toMatchObject({ valid: true, rows: 28, total: 0, problems: [], warnings: [] })
  const expanded: Expanded[] = body.expanded
  const modesAt = Object.groupBy(expanded, ({ upstream }) => upstream)
  const modes = Object.entries(modesAt).map(([name, rows]) => [name, [...new Set((rows ?? []).map(modeIn))]])
  expect(Object.fromEntries(modes)).toEqual({
    simulator: ['text', 'image', 'references'],
    'simulator-xingchaoyiqing': ['text', 'image', 'references'],
    'simulator-cometapi': ['text', 'image', 'edit'],
    'simulator-xai': ['text', 'image', 'references', 'edit', 'extend'],
  })
  const quoteOf = (row: number) => expanded[row - 1]?.quoted_ticks
  expect(quoteOf(1), 'GlobalAiOpc publishes no price').toBeNull()
  expect(quoteOf(14), 'CometAPI publishes no price').toBeNull()
  expect(quoteOf(20), '3 s at 480p').toBe('1500000000')
  expect(quoteOf(25), '3 s at 480p and two images').toBe('1540000000')
  expect(quoteOf(27), 'an edit as long as its longest source').toBe('6300000000')
  expect(quoteOf(28), '2 s added at the dearer resolution').toBe('1400000000')
  expect(body.hints).toEqual([
    expect.objectContaining({ code: 'images_slow', rows: 5, sample_row: 7 }),
    expect.objectContaining({ code: 'image_quality', rows: 1, sample_row: 8 }),
  ])
})

test('advice that is not followed is counted by rows and refuses nothing', async () => {
  await using world = await createBatchWorld(simulators)
  const sheet =
    'prompt,model,upstream\nA fox,grok_video3,simulator\nA cat,grok_video3,simulator-xingchaoyiqing\n'
  const { body } = await world.post(sheet, { query: { name: 'thin', dry_run: 'true', takes: '2' } })
  expect(body.token).toEqual(expect.any(String))
  expect(body.hints).toEqual([
    {
      code: 'prompt_thin',
      message: 'Prompts with fewer than eight words: name subject, action, camera movement and style.',
      rows: 2,
      sample_row: 1,
      source: 'GlobalAiOpc and XingChaoYiQing, Create Task',
    },
  ])
})

test('another name of a model is sent as the model itself', async () => {
  await using world = await createBatchWorld(simulators)
  const sheet = 'prompt,model,upstream,duration\nA fox runs,grok-imagine-video-1.5-preview,simulator-xai,2\n'
  const { body } = await world.post(sheet, { query: { name: 'alias', dry_run: 'true' } })
  expect(body.expanded[0]).toMatchObject({ model: 'grok-imagine-video-1.5', quoted_ticks: '1600000000' })
})

test('a model of another upstream is refused with where it is', async () => {
  await using world = await createBatchWorld(simulators)
  const sheet = 'prompt,model,upstream\nA fox runs,grok-imagine-video-1.5,simulator-cometapi\n'
  const { body } = await world.post(sheet, { query: { name: 'astray', dry_run: 'true' } })
  expect(body.problems).toEqual([
    expect.objectContaining({
      row: 1,
      path: 'model',
      code: 'model_not_known',
      message:
        'simulator-cometapi has no model grok-imagine-video-1.5; it has grok-imagine-video. grok-imagine-video-1.5 is at simulator-xai. Profile cometapi',
      allowed: ['grok-imagine-video'],
    }),
  ])
})
