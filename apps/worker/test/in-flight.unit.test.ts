import { expect, test } from 'vitest'
import { createInFlight } from '../src/in-flight.ts'

test('says what is under way by kind, the longest first, and waits for exactly that', async () => {
  const inFlight = createInFlight()
  const [one, two, other] = [0, 1, 2].map(() => Promise.withResolvers<void>())
  if (one === undefined || two === undefined || other === undefined) throw new Error('three are made')
  const polls = [
    inFlight.track('poll', 'job_1', () => one.promise),
    inFlight.track('poll', 'job_2', () => two.promise),
  ]
  void inFlight.track('archive', 'job_3', () => other.promise)
  expect([inFlight.count('poll'), inFlight.ids('poll'), inFlight.ids('archive')]).toEqual([
    2,
    ['job_1', 'job_2'],
    ['job_3'],
  ])
  let isIdle = false
  const idle = inFlight.idle('poll').then(() => {
    isIdle = true
  })
  one.resolve()
  await polls[0]
  expect([inFlight.ids('poll'), isIdle]).toEqual([['job_2'], false])
  two.resolve()
  await idle
  expect([inFlight.count('poll'), inFlight.count('archive')]).toEqual([0, 1])
  other.resolve()
})
