import { expect, it } from 'vitest'
import { createHearing } from '../src/hearing.ts'

it('believes heartbeats again only some time after an answer that failed or came late', async () => {
  let nowMs = 0
  const hearing = createHearing(10_000, () => nowMs)
  const answerAfter = (ms: number) =>
    hearing.ask(async () => {
      nowMs += ms
    })
  await answerAfter(50)
  expect(hearing.isSteady()).toBe(true)
  await answerAfter(28_000)
  expect(hearing.isSteady()).toBe(false)
  nowMs += 10_001
  expect(hearing.isSteady()).toBe(true)
  await hearing.ask(() => Promise.reject(new Error('away'))).catch(() => undefined)
  await answerAfter(50)
  expect(hearing.isSteady()).toBe(false)
})
