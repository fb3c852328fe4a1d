import { expect, test } from 'vitest'
import { readNdjson } from '../src/batches/ndjson-rows.ts'

async function warningsOf(metadata: string) {
  const line = `{"prompt":"a","model":"m","metadata":{"seed":${metadata}}}`
  async function* text() {
    yield line
  }
  for await (const { reading } of readNdjson(text())) return reading.warnings
  return null
}

test.each(['12345678901234567890', '-9007199254740993', '9'.repeat(400)])(
  'a number that loses digits, %s, is warned of with its name and the fix',
  async (seed) => {
    expect(await warningsOf(seed)).toEqual([
      { path: 'seed', code: 'number_rounded', message: expect.stringContaining('write it in quotes') },
    ])
  },
)

test.each([
  '9007199254740992',
  '0.1234567890123456789',
  '"12345678901234567890"',
  '12345678901234567890e0',
  '7',
])('a number that is kept, is no whole one, or is text, %s, is not', async (seed) => {
  expect(await warningsOf(seed)).toEqual([])
})
