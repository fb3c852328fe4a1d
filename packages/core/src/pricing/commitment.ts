import { type Ticks, usdFromTicks } from './ticks.ts'

/** What of a cap is taken up already, in the parts that it counts: their sum is what it counts. */
export type Commitment = {
  readonly chargedTicks: Ticks
  /** Reserved, or to be reserved for what is still in line. */
  readonly toComeTicks: Ticks
  /** May have been charged beside the others; nobody can say yet. */
  readonly possibleTicks: Ticks
}

export const noCommitment: Commitment = { chargedTicks: 0n, toComeTicks: 0n, possibleTicks: 0n }

export function addCommitments(a: Commitment, b: Commitment): Commitment {
  return {
    chargedTicks: a.chargedTicks + b.chargedTicks,
    toComeTicks: a.toComeTicks + b.toComeTicks,
    possibleTicks: a.possibleTicks + b.possibleTicks,
  }
}

export function committedTotal({ chargedTicks, toComeTicks, possibleTicks }: Commitment): Ticks {
  return chargedTicks + toComeTicks + possibleTicks
}

/** "4.5 USD counted already (3 charged, 1 reserved or in line, 0.5 possibly charged)". */
export function commitmentWords(commitment: Commitment): string {
  const { chargedTicks, toComeTicks, possibleTicks } = commitment
  const parts = [
    [chargedTicks, 'charged'],
    [toComeTicks, 'reserved or in line'],
    [possibleTicks, 'possibly charged'],
  ] as const
  const named = parts.flatMap(([ticks, name]) => (ticks === 0n ? [] : [`${usdFromTicks(ticks)} ${name}`]))
  return `${usdFromTicks(committedTotal(commitment))} USD counted already (${named.join(', ')})`
}
