import { expect, test } from 'vitest'
import { addCommitments, commitmentWords, committedTotal, noCommitment } from '../src/index.ts'

test('what a cap has taken is told in parts that add up to what it counts', () => {
  const some = { chargedTicks: 30_000_000_000n, toComeTicks: 10_000_000_000n, possibleTicks: 5_000_000_000n }
  expect(committedTotal(addCommitments(some, noCommitment))).toBe(45_000_000_000n)
  expect(commitmentWords(some)).toBe(
    '4.50 USD counted already (3.00 charged, 1.00 reserved or in line, 0.50 possibly charged)',
  )
  expect(commitmentWords({ ...some, toComeTicks: 0n })).not.toContain('reserved')
})
