import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { type Profile, profiles, resolveRender } from '@reelkeep/core'
import { expect, test } from 'vitest'
import { readCsvRecords } from '../src/batches/csv-records.ts'
import { decodeText } from '../src/batches/decode-text.ts'
import { readSheet } from '../src/batches/sheet-rows.ts'
import type { SourceRow } from '../src/batches/source-row.ts'

const path = join(import.meta.dirname, '../../../examples/prompts.csv')

function profileOf(name: string): Profile {
  const profile = profiles[name]
  if (!profile) throw new Error(`no profile ${name}`)
  return profile
}

async function readExamples(): Promise<{ header: readonly string[]; rows: readonly SourceRow[] }> {
  const text = decodeText(createReadStream(path), null, () => undefined)
  const file = await readSheet(readCsvRecords(text), new Map(), [])
  const rows: SourceRow[] = []
  for await (const row of file.rows) rows.push(row)
  return { header: file.header, rows }
}

test('the example sheet holds 300 different prompts without a problem or a warning', async () => {
  const { header, rows } = await readExamples()
  expect(header).toEqual(['custom_id', 'prompt', 'model', 'duration', 'aspect_ratio', 'resolution', 'scene'])
  expect(rows.flatMap(({ reading }) => [...reading.problems, ...reading.warnings])).toEqual([])
  expect(rows).toHaveLength(300)
  expect(new Set(rows.map(({ reading }) => reading.wish.prompt?.toLowerCase())).size).toBe(300)
  expect(new Set(rows.map(({ reading }) => reading.wish.customId)).size).toBe(300)
  for (const { reading } of rows) {
    const words = reading.wish.prompt?.split(' ').length ?? 0
    expect(words, reading.wish.prompt ?? '').toBeGreaterThanOrEqual(8)
    expect(words, reading.wish.prompt ?? '').toBeLessThanOrEqual(30)
  }
})

test.each(['globalaiopc', 'xingchaoyiqing'])(
  'every example row is valid at %s, and every model is used',
  async (name) => {
    const profile = profileOf(name)
    const { rows } = await readExamples()
    const used = new Set<string>()
    for (const { row, reading } of rows) {
      const capability = profile.models.find(({ model }) => model === reading.wish.model)
      if (capability === undefined)
        throw new Error(`row ${row}: ${profile.name} has no ${reading.wish.model}`)
      used.add(capability.model)
      const check = resolveRender(
        capability,
        { ...reading.wish, operation: 'generate' },
        { upstream: name, profile },
      )
      expect(check, `row ${row}`).toMatchObject({ ok: true })
    }
    expect([...used].sort()).toEqual(profile.models.map(({ model }) => model).sort())
  },
)
