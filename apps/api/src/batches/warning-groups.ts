import type { Detail } from '../errors.ts'

/** Warnings that say the same of the same column, however many rows they are about. */
export type WarningGroup = {
  readonly code: string
  /** Without the places of items, such as `items[].duration`; null: the file as a whole. */
  readonly path: string | null
  /** The sheet's own column, from 1; only for sheets. */
  readonly column?: number
  /** Of the first. */
  readonly message: string
  /** Whether all of them say exactly that; else they differ in figures, or in what they name. */
  readonly same: boolean
  readonly count: number
  /** Where the first of them are. */
  readonly sample: readonly { readonly row: number | null; readonly line?: number }[]
}

type Draft = { -readonly [Key in keyof WarningGroup]: WarningGroup[Key] } & {
  sample: { readonly row: number | null; readonly line?: number }[]
}

/** Groups of one code and column that are kept apart; what comes after them is counted together. */
const kindsMax = 20
const groupsMax = 200
const sampleSize = 3

/** Counts warnings by what they say. Bounded, whatever a file holds. */
export class WarningGroups {
  readonly #groups = new Map<string, Draft>()
  readonly #kinds = new Map<string, number>()

  add(details: readonly Detail[]): void {
    for (const detail of details) this.#count(detail)
  }

  /** Those about the whole file, then the rare ones, then cells that were read although written otherwise. */
  all(): readonly WarningGroup[] {
    const groups = [...this.#groups.values()]
    const rank = ({ code, sample }: WarningGroup) =>
      code === 'understood' ? 2 : sample[0]?.row === null ? 0 : 1
    return groups.sort((a, b) => rank(a) - rank(b)).slice(0, groupsMax)
  }

  #count(detail: Detail): void {
    const { code, message, row, line, column } = detail
    const path = detail.path?.replace(/\[\d+\]/g, '[]') ?? null
    const place = { row, ...(line === undefined ? {} : { line }) }
    const key = this.#keyOf(code, path, message)
    const group = this.#groups.get(key)
    if (group === undefined) {
      const where = column === undefined ? {} : { column }
      this.#groups.set(key, { code, path, ...where, message, same: true, count: 1, sample: [place] })
      return
    }
    group.count += 1
    group.same &&= group.message === message
    if (group.sample.length < sampleSize) group.sample.push(place)
  }

  #keyOf(code: string, path: string | null, message: string): string {
    const kind = JSON.stringify([code, path])
    // What was read is told apart value by value; other messages differ in rows and lengths, which is no difference.
    const said = code === 'understood' ? message : message.replace(/\d+/g, '#')
    const key = JSON.stringify([code, path, said])
    if (this.#groups.has(key)) return key
    const kinds = (this.#kinds.get(kind) ?? 0) + 1
    if (kinds > kindsMax) return kind
    this.#kinds.set(kind, kinds)
    return key
  }
}
