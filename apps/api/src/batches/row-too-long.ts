import { invalidRequest } from '../errors.ts'
import { rowLengthMax } from './source-row.ts'

export function rowTooLong(line: number): Error {
  const message = `line ${line}: the row has more than ${rowLengthMax} characters; a quote may be missing its end`
  return invalidRequest([{ path: null, row: null, line, code: 'row_too_long', message, allowed: null }])
}
