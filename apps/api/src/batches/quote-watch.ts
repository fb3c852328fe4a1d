import type { Problem } from '@reelkeep/core'
import type { Detail } from '../errors.ts'
import type { TabCell } from './tab-row.ts'

type CellWarning = Omit<Problem, 'path'>

/** Says where the quotes of tab-separated text were read one way and may be meant the other. */
export class QuoteWatch {
  /** The first line with a quote that was read as it stands; nothing that quotes cells would have left it so. */
  #handWritten: number | null = null
  #enclosed: { readonly line: number; readonly text: string } | null = null
  #joined: { readonly from: number; readonly to: number } | null = null

  /** What is to be said of a row's cells, by their place from 0. */
  look(cells: readonly TabCell[], from: number, to: number): ReadonlyMap<number, CellWarning> {
    const warnings = new Map<number, CellWarning>()
    for (const [index, { text, form }] of cells.entries()) {
      if (form === 'stray') warnings.set(index, stray)
      if (form !== 'quoted' && text.includes('"')) this.#handWritten ??= from
      if (form !== 'quoted') continue
      const hasBreak = /[\r\n]/.test(text)
      if (text.includes('\t')) warnings.set(index, hasBreak ? joined(from, to) : tabInside)
      else if (hasBreak) this.#joined ??= { from, to }
      // Nothing in it needed the quotes.
      else if (text !== '' && !text.includes('"')) this.#enclosed ??= { line: from, text }
    }
    return warnings
  }

  /** Said of the file when its end is reached: what is plain in one that quotes its cells, and a doubt in another. */
  notices(): Detail[] {
    if (this.#handWritten === null) return []
    const elsewhere = `in line ${this.#handWritten} a double quote was read as it stands`
    const notices: Detail[] = []
    if (this.#joined !== null) {
      const { code, message } = joined(this.#joined.from, this.#joined.to)
      notices.push(notice(this.#joined.from, code, `${message}; ${elsewhere}`))
    }
    if (this.#enclosed !== null) {
      const { line, text } = this.#enclosed
      const message = `the quotes around a whole cell were taken off, the first in line ${line} around "${text.slice(0, 60)}"; where they are meant write """…""". ${elsewhere.replace('in', 'In')}`
      notices.push(notice(line, 'quotes_taken_off', message))
    }
    return notices
  }
}

const stray: CellWarning = {
  code: 'quote_stray',
  message: 'the cell begins with a double quote that does not enclose it, and was read as it stands',
}

const tabInside: CellWarning = {
  code: 'tab_in_cell',
  message: 'a tab stands between two double quotes, so that what they enclose was read as one cell',
}

function joined(from: number, to: number): CellWarning {
  const message = `a double quote opens in line ${from} and ends in line ${to}, so that they were read as one row; if they are several, save the file as CSV or .xlsx`
  return { code: 'lines_joined', message }
}

function notice(line: number, code: string, message: string): Detail {
  return { path: null, row: null, line, code, message, allowed: null }
}
