import type { JobWish } from '@reelkeep/core'
import { readUpstreamSettings } from '@reelkeep/upstreams'
import { expect, test } from 'vitest'
import { readQuery, readQueryFields } from '../src/batches/batch-fields.ts'
import { createJobPreparer } from '../src/batches/prepare-job.ts'
import { readSheet } from '../src/batches/sheet-rows.ts'
import { type RowDeps, takeIn } from '../src/batches/take-in.ts'
import { noLimits } from '../src/caller.ts'

/** Rows that are all in memory, as those of a workbook are once it is unpacked. */
async function* records(count: number) {
  yield { cells: ['prompt', 'model'], line: 1 }
  for (let row = 1; row <= count; row += 1) yield { cells: [`scene ${row}`, 'grok_video3'], line: row + 1 }
}

function deps(): RowDeps {
  const upstreams = readUpstreamSettings({
    section: { globalaiopc: { api_key: 'test-key' } },
    defaultUpstream: 'globalaiopc',
    env: {},
  })
  return {
    config: { upstreams, defaultUpstream: 'globalaiopc' },
    limits: noLimits,
    images: {
      translate: (wish: JobWish) => wish,
      lookUp: async () => undefined,
      judge: () => ({ problems: [], warnings: [] }),
      localPaths: () => [],
    },
  } as unknown as RowDeps
}

test('rows that are in memory already leave others their turn at least every hundred', async () => {
  const fields = readQueryFields(readQuery({ name: 'book' }))
  const { rows } = await readSheet(records(5_000), new Map(), [])
  const preparer = createJobPreparer({
    owner: 'owner',
    name: 'book',
    clipKeyTemplate: '{batch}/{row}_{slug}.mp4',
    maxPriceTicks: null,
  })
  let turns = 0
  let isReading = true
  const others = (): void => {
    turns += 1
    if (isReading) setImmediate(others)
  }
  setImmediate(others)
  const intake = await takeIn({ rows, notices: [] }, fields, deps(), async () => undefined, preparer)
  isReading = false
  expect(intake.problems.kept).toEqual([])
  expect(intake.jobs).toHaveLength(5_000)
  expect(turns).toBeGreaterThanOrEqual(50)
})
