import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { buildContract } from '../src/build-contract.ts'

test('openapi.json is what the routes say; else run node apps/api/src/contract-main.ts', async () => {
  const committed = await readFile(new URL('../openapi.json', import.meta.url), 'utf8')
  expect(committed).toBe(await buildContract())
})
