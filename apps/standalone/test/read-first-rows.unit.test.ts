import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFirstRows } from '../src/demo/read-first-rows.ts'

test('rows are counted by record, so a line break inside quotes cuts nothing', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'reelkeep-rows-')), 'prompts.csv')
  await writeFile(path, 'prompt,model\n"a lake,\nat dawn",grok_video3\n"a hill",grok_video3\n')
  expect(await readFirstRows(path, 1)).toBe('prompt,model\n"a lake,\nat dawn",grok_video3\n')
  expect(await readFirstRows(path, null)).toContain('a hill')
})
