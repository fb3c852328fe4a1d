import type { Run, Wish } from '../row.ts'

/** Several wishes of one row: how many, and which upstream scenarios may strike each. */
export type Mix = {
  readonly row: number
  readonly from: number
  readonly to: number
  /** Markers without their brackets, such as `cut_download=2`; several with a space between them; '' is a plain wish. */
  readonly of: readonly string[]
  /** Markers that must be there whatever is drawn, each once. */
  readonly always?: readonly string[]
  /** Stands before the number of each; needed where a row sends several mixes, so that no two prompts are alike. */
  readonly name?: string
}

/** Prompts differ by row, seed and number, so that every task of the upstream is known by its prompt. */
export function drawWishes(run: Run, { row, from, to, of, always = [], name = 'wish' }: Mix): Wish[] {
  const count = Math.max(run.draw(from, to), always.length)
  const markers = [...always, ...Array.from({ length: count - always.length }, () => pick(run, of))]
  return shuffled(run, markers).map((marker, index) => wishOf(run, row, `${name} ${index + 1}`, marker))
}

export function wishOf(run: Run, row: number, name: string, marker = ''): Wish {
  const scenarios = marker.split(' ').filter((each) => each !== '')
  const words = [`row ${row}, seed ${run.seed}, ${name}:`, `a lighthouse in ${run.draw(2, 999)} colours`]
  return { prompt: [...words, ...scenarios.map((each) => `[sim:${each}]`)].join(' ') }
}

/** One of `choices`, which must not be empty. */
export function pick<Value>(run: Run, choices: readonly Value[]): Value {
  const chosen = choices[run.draw(0, choices.length - 1)]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}

export function shuffled<Value>(run: Run, values: readonly Value[]): Value[] {
  return values
    .map((value) => ({ value, place: run.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value)
}
