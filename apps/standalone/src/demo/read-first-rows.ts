import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'

/** A CSV file as it is, or its header and first `rows` rows exactly as written. */
export async function readFirstRows(path: string, rows: number | null): Promise<string> {
  const text = await readFile(path, 'utf8')
  if (rows === null) return text
  const options = { raw: true, relax_column_count: true, to: rows + 1, bom: true }
  // With `raw` the parser gives records with their text; its types do not know.
  const records = parse(text, options) as unknown as readonly { readonly raw: string }[]
  return records.map((record) => record.raw).join('')
}
