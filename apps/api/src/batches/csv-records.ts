import { Readable } from 'node:stream'
import { CsvError, type InfoRecord, parse } from 'csv-parse'
import { type Detail, invalidRequest } from '../errors.ts'
import { detectSeparator } from './detect-separator.ts'
import { rowTooLong } from './row-too-long.ts'
import type { SheetRecord } from './sheet-rows.ts'
import { rowLengthMax } from './source-row.ts'
import { readTabRecords } from './tab-records.ts'

/** Reads separated text: comma, semicolon or tab, quotes, any line ends, empty lines. */
export async function* readCsvRecords(
  text: AsyncIterable<string>,
  notices: Detail[] = [],
): AsyncGenerator<SheetRecord> {
  const { separator, linesBefore, text: whole } = await detectSeparator(text)
  if (separator === '\t') {
    yield* readTabRecords(whole, linesBefore, notices)
    return
  }
  // How far the parser is, which reads ahead of those who take the rows: what stops it lies behind this line.
  let linesParsed = 0
  const parser = parse({
    bom: true,
    delimiter: separator,
    info: true,
    max_record_size: rowLengthMax,
    on_record: (record, { lines }) => {
      linesParsed = lines
      return record
    },
    // All of them, since files that were put together from others mix them.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: false,
    skip_empty_lines: false,
  })
  const source = Readable.from(whole)
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let line = linesBefore + 1
  try {
    for await (const item of parser) {
      const { record, info } = asRecord(item)
      yield { cells: record, line }
      // The reader counts the line breaks it has passed, those inside quotes too.
      line = linesBefore + info.lines + 1
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw unreadable(error, linesBefore + linesParsed + 1)
  } finally {
    // Whoever stops early must not leave a half-read body behind.
    source.destroy()
  }
}

/** With `info: true` the parser gives each row beside where it stood; its types do not say so. */
function asRecord(item: unknown): { record: readonly string[]; info: InfoRecord } {
  return item as { record: readonly string[]; info: InfoRecord }
}

function unreadable(error: CsvError, line: number): Error {
  if (error.code === 'CSV_MAX_RECORD_SIZE') return rowTooLong(line)
  const message = `line ${line}: a double quote stands where none may be, or has no end; inside quotes write it twice ("")`
  return invalidRequest([{ path: null, row: null, line, code: 'quote_wrong', message, allowed: null }])
}
