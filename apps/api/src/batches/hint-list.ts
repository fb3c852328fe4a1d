import type { Advice } from '@reelkeep/core'

/** A piece of advice and how many rows of the file do not follow it. */
export type Hint = { readonly advice: Advice; readonly rows: number; readonly sampleRow: number }

/** Counts rows by advice, however many jobs a row becomes; rows come in order. */
export class HintList {
  readonly #hints = new Map<string, { advice: Advice; rows: number; sampleRow: number; lastRow: number }>()

  add(row: number, given: readonly Advice[]): void {
    for (const advice of given) {
      const key = JSON.stringify([advice.code, advice.message])
      const hint = this.#hints.get(key)
      if (hint === undefined) this.#hints.set(key, { advice, rows: 1, sampleRow: row, lastRow: row })
      else if (hint.lastRow !== row) {
        hint.rows += 1
        hint.lastRow = row
      }
    }
  }

  all(): readonly Hint[] {
    return [...this.#hints.values()].map(({ advice, rows, sampleRow }) => ({ advice, rows, sampleRow }))
  }
}
