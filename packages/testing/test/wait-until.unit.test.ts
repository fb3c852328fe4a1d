import { expect, test } from 'vitest'
import { waitUntil } from '../src/wait-until.ts'

test('answers with the first answer there is', async () => {
  let asked = 0
  expect(await waitUntil(() => (++asked < 3 ? null : asked), { what: 'three' })).toBe(3)
})

test('zero and the empty text are answers', async () => {
  expect(await waitUntil(() => 0, { what: 'zero' })).toBe(0)
  expect(await waitUntil(() => '', { what: 'nothing' })).toBe('')
})

test('says what it waited for when the deadline passes', async () => {
  await expect(waitUntil(() => false, { timeoutMs: 20, what: 'the moon' })).rejects.toThrow(
    'waited 20 ms for the moon',
  )
})
