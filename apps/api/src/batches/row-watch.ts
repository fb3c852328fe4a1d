import type { Problem } from '@reelkeep/core'
import type { Detail } from '../errors.ts'
import type { SettledWish } from '../settle-wish.ts'
import { detailOf } from './problem-list.ts'
import type { SourceRow } from './source-row.ts'

/** Remembers what a file has shown so far, for warnings that need more than one row. */
export class RowWatch {
  /** The row that asked for each content first. */
  readonly #rowOfContent = new Map<string, number>()
  readonly #saidOfTemplate = new Set<string>()

  /** Equal rows may be meant; whoever wants several clips of one says `takes`. */
  equalRows(source: SourceRow, contentHash: string): Detail[] {
    const first = this.#rowOfContent.get(contentHash)
    if (first === undefined) {
      this.#rowOfContent.set(contentHash, source.row)
      return []
    }
    const message =
      first === source.row
        ? 'two values of the variables make the same prompt; each is made and paid'
        : `the row asks for the same as row ${first}; it is made and paid once more`
    return [detailOf(source, { path: 'prompt', code: 'row_equal', message })]
  }

  /** What concerns the template as a whole is said with the first row that shows it. */
  isFresh({ path, message }: Problem): boolean {
    if (path !== 'template') return true
    if (this.#saidOfTemplate.has(message)) return false
    this.#saidOfTemplate.add(message)
    return true
  }
}

/** The figure is advice where the vendor documents it, so that the row is named and not refused. */
export function longPrompt({ hints, prompt }: SettledWish): Problem[] {
  return hints
    .filter(({ code }) => code === 'prompt_long')
    .map(({ code, message }) => ({
      path: 'prompt',
      code,
      message: `the prompt has ${[...prompt].length} characters. ${message}`,
    }))
}
