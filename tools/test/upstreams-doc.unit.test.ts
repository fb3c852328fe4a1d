import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generateUpstreamsDoc, upstreamsDocFile } from '../generate-upstreams-doc.ts'

test('the page of upstreams says what the profiles say (else: node tools/generate-upstreams-doc.ts)', async () => {
  const page = await readFile(join(import.meta.dirname, '../..', upstreamsDocFile), 'utf8')
  expect(page).toBe(generateUpstreamsDoc())
})
