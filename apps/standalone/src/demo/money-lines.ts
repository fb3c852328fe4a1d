import { demoUpstreams } from './demo-upstreams.ts'

/** What our ledger and the simulator's bill say, in ticks as decimal text. */
export type Money = {
  /** By upstream. Null: nobody knows what was charged. */
  readonly ledger: ReadonlyMap<string, string | null>
  /** By upstream: booked as possibly charged, for jobs that failed or are in doubt. */
  readonly possible: ReadonlyMap<string, string>
  /** By the simulator's name of the place. */
  readonly bill: { readonly [place: string]: { readonly sum_ticks: string } }
}

export type JobCount = { readonly upstream: string; readonly state: string }

/** Our ledger against the simulator's bill, to the tick. */
export function costLine({ ledger, possible, bill }: Money): string {
  const charged = sum([...ledger.values()])
  const billed = sum(Object.values(bill).map(({ sum_ticks }) => sum_ticks))
  return `${dollars(charged)} in our ledger, ${dollars(billed)} on the simulator's bill, ${comparison(charged, billed, sum([...possible.values()]))}; no real money`
}

/** A line for each upstream that has jobs here, when there are several; none otherwise. */
export function upstreamLines(
  jobs: readonly JobCount[],
  { ledger, possible, bill }: Money,
): readonly string[] {
  const used = demoUpstreams.filter(({ name }) => jobs.some(({ upstream }) => upstream === name))
  if (used.length < 2) return []
  const width = Math.max(...used.map(({ name }) => name.length))
  return used.map(({ name, billedAs }) => {
    const own = jobs.filter(({ upstream }) => upstream === name)
    const archived = own.filter(({ state }) => state === 'archived').length
    const booked = ledger.get(name)
    const charged = booked === undefined ? 0n : sum([booked])
    const billed = sum([bill[billedAs]?.sum_ticks ?? '0'])
    return `${name.padEnd(width)}  ${archived} of ${own.length} archived, ${dollars(charged)} charged, ${dollars(billed)} on the bill, ${comparison(charged, billed, sum([possible.get(name) ?? '0']))}`
  })
}

function comparison(charged: bigint | null, billed: bigint | null, possible: bigint | null): string {
  if (charged === null || billed === null) return 'which nobody can compare'
  if (charged === billed) return 'equal to the tick'
  if (billed - charged === possible) {
    return `the ${dollars(possible)} between them is what we book as possibly charged, for jobs that failed or are in doubt`
  }
  const apart = charged > billed ? charged - billed : billed - charged
  return `${apart} ${apart === 1n ? 'tick' : 'ticks'} apart`
}

/** Unknown as soon as one part is. */
function sum(parts: readonly (string | null)[]): bigint | null {
  return parts.reduce<bigint | null>(
    (total, part) => (total === null || part === null ? null : total + BigInt(part)),
    0n,
  )
}

function dollars(ticks: bigint | null): string {
  return ticks === null ? 'an unknown sum' : `$${(Number(ticks / 1_000_000n) / 10_000).toFixed(4)}`
}
