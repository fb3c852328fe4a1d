import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { apiTypeFiles, generateApiTypes } from '../generate-api-types.ts'

test('the page and the shell speak the contract as it stands (else: node tools/generate-api-types.ts)', async () => {
  const types = await generateApiTypes()
  for (const file of apiTypeFiles) {
    expect(await readFile(join(import.meta.dirname, '../..', file), 'utf8'), file).toBe(types)
  }
}, 30_000)
