export type Dice = {
  readonly random: () => number
  readonly draw: (from: number, to: number) => number
}

/** Mulberry32: small, quick, and the same everywhere for the same number. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { random, draw: (from, to) => from + Math.floor(random() * (to - from + 1)) }
}
