import type { Problem } from '@reelkeep/core'
import { type Detail, problemsListedMax } from '../errors.ts'
import type { SourceRow } from './source-row.ts'

/** Problems or warnings of a file as they are found: all counted, the first thousand kept. */
export class ProblemList {
  #total = 0
  readonly #kept: Detail[] = []

  add(details: readonly Detail[]): void {
    this.#total += details.length
    for (const detail of details) {
      if (this.#kept.length < problemsListedMax) this.#kept.push(detail)
    }
  }

  /** In front of all that were found before. */
  addFirst(details: readonly Detail[]): void {
    this.#total += details.length
    this.#kept.unshift(...details)
    this.#kept.length = Math.min(this.#kept.length, problemsListedMax)
  }

  /** Behind all that were found so far. */
  append(others: ProblemList): void {
    this.#total += others.total
    this.#kept.push(...others.kept.slice(0, problemsListedMax - this.#kept.length))
  }

  get total(): number {
    return this.#total
  }

  get kept(): readonly Detail[] {
    return this.#kept
  }
}

/** Where a row stands in what was sent. */
export type RowPlace = Pick<SourceRow, 'row' | 'line' | 'pathPrefix' | 'columnOf'>

/** A row's problem as the caller can find it: by path for JSON; by row, line and column for a file. */
export function detailOf(source: RowPlace, problem: Problem): Detail {
  const path = `${source.pathPrefix}${problem.path}`.replace(/\.$/, '')
  const column = source.columnOf(problem.path)
  return {
    path: path === '' ? null : path,
    row: source.row,
    ...(source.line === null ? {} : { line: source.line }),
    ...(column === null ? {} : { column }),
    code: problem.code,
    message: problem.message,
    allowed: problem.allowed ?? null,
  }
}
