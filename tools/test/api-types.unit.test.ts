import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generateApiTypes, pageClientFolder, readTree, shellTypesFile } from '../generate-api-types.ts'

const root = join(import.meta.dirname, '../..')

test('the page and the shell speak the contract as it stands (else: node tools/generate-api-types.ts)', async () => {
  const kept = await readTree(join(root, pageClientFolder))
  const files = new Map(kept.map(([path, text]) => [join(pageClientFolder, path), text]))
  files.set(shellTypesFile, await readFile(join(root, shellTypesFile), 'utf8'))
  const made = await generateApiTypes()
  expect([...files.keys()].toSorted()).toEqual([...made.keys()].toSorted())
  for (const [path, text] of made) expect(files.get(path), path).toBe(text)
})
