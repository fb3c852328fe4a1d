import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRows } from '../src/demo/read-rows.ts'

async function fileOf(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'reelkeep-rows-')), 'prompts.csv')
  await writeFile(path, text)
  return path
}

test('rows are counted by record, so a line break inside quotes cuts nothing', async () => {
  const path = await fileOf('prompt,model\n"a lake,\nat dawn",grok_video3\n"a hill",grok_video3\n')
  const first = await readRows(path, { rows: 1, upstream: null })
  expect(first).toBe('prompt,model\n"a lake,\nat dawn",grok_video3\n')
  expect(await readRows(path, { rows: null, upstream: null })).toContain('a hill')
})

test('rows of one upstream are picked by the column, and then counted', async () => {
  const path = await fileOf('upstream,prompt\na,"one, one"\nb,two\na,three\na,four\n')
  expect(await readRows(path, { rows: null, upstream: 'b' })).toBe('upstream,prompt\nb,two\n')
  const two = await readRows(path, { rows: 2, upstream: 'a' })
  expect(two).toBe('upstream,prompt\na,"one, one"\na,three\n')
})
