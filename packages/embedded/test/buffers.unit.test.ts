import { expect, test } from 'vitest'
import { sharedBuffersMib } from '../src/postgres/buffers.ts'

test.each([
  ['1 GiB', 1, 128],
  ['8 GiB', 8, 512],
  ['24 GiB', 24, 1_024],
])('of %s, Postgres keeps a sixteenth for pages, within bounds', (_, gib, mib) => {
  expect(sharedBuffersMib(gib * 2 ** 30)).toBe(mib)
})

test('this machine has some', () => {
  expect(sharedBuffersMib()).toBeGreaterThanOrEqual(128)
})
