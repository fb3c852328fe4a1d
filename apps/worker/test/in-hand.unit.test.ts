import type { JobId } from '@reelkeep/core'
import { expect, test } from 'vitest'
import { createInHand } from '../src/in-hand.ts'

const id = 'job_1' as JobId

test('a row that is in hand is not taken again, as it is or as it was', async () => {
  const inHand = createInHand()
  const work = Promise.withResolvers<string>()
  const done = inHand.take({ id, version: 3 }, () => work.promise)
  expect(inHand.take({ id, version: 3 }, async () => 'again')).toBe(null)
  expect(inHand.take({ id, version: 2 }, async () => 'late')).toBe(null)
  expect(inHand.rows()).toEqual([{ id, version: 3 }])
  work.resolve('done')
  expect(await done).toBe('done')
  expect(inHand.rows()).toEqual([])
})

test('the next step is taken although the step that rang for it has not tidied up', async () => {
  const inHand = createInHand()
  const first = Promise.withResolvers<string>()
  const poll = inHand.take({ id, version: 3 }, () => first.promise)
  const archive = inHand.take({ id, version: 4 }, async () => 'archived')
  expect(await archive).toBe('archived')
  expect(inHand.rows()).toEqual([{ id, version: 3 }])
  first.resolve('polled')
  await poll
  expect(inHand.rows()).toEqual([])
})
