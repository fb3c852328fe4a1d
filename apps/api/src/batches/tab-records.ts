import type { Detail } from '../errors.ts'
import { QuoteWatch } from './quote-watch.ts'
import { rowTooLong } from './row-too-long.ts'
import type { SheetRecord } from './sheet-rows.ts'
import { rowLengthMax } from './source-row.ts'
import { readTabRow } from './tab-row.ts'

/**
 * Reads tab-separated text, which comes in two kinds: spreadsheets put cells in double quotes where they must; people do
 * not, and mean each quote that they type. What could be either is read with a warning.
 */
export async function* readTabRecords(
  text: AsyncIterable<string>,
  linesBefore: number,
  notices: Detail[],
): AsyncGenerator<SheetRecord> {
  const watch = new QuoteWatch()
  let held = ''
  let line = linesBefore + 1
  let width: number | null = null

  function* rowsOf(isEnd: boolean): Generator<SheetRecord> {
    let at = 0
    while (at < held.length) {
      const row = readTabRow(held, at, { width, isEnd })
      if (row === null) break
      if (row.end - at > rowLengthMax) throw rowTooLong(line)
      const lastLine = line + countBreaks(held.slice(at, row.lastBreak))
      yield {
        cells: row.cells.map((cell) => cell.text),
        line,
        warnings: watch.look(row.cells, line, lastLine),
      }
      // The first line that holds anything is the header.
      if (row.cells.some((cell) => cell.text.trim() !== '')) width ??= row.cells.length
      line = lastLine + 1
      at = row.end
    }
    held = held.slice(at)
    if (held.length > rowLengthMax) throw rowTooLong(line)
  }

  let isBegun = false
  for await (const chunk of text) {
    held += isBegun ? chunk : chunk.replace(/^\uFEFF/, '')
    isBegun ||= chunk !== ''
    yield* rowsOf(false)
  }
  yield* rowsOf(true)
  notices.push(...watch.notices())
}

function countBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0
}
