import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'

export type RowChoice = {
  /** Null: all of them. */
  readonly rows: number | null
  /** What the file's upstream column must say; null: anything. */
  readonly upstream: string | null
}

/** A CSV file as it is, or its header and the chosen rows exactly as written. */
export async function readRows(path: string, { rows, upstream }: RowChoice): Promise<string> {
  const text = await readFile(path, 'utf8')
  if (rows === null && upstream === null) return text
  const options = { raw: true, relax_column_count: true, bom: true }
  // With `raw` the parser gives records with their text; its types do not know.
  const records = parse(text, options) as unknown as readonly {
    readonly raw: string
    readonly record: readonly string[]
  }[]
  const [header, ...all] = records
  if (!header) return text
  const column = header.record.indexOf('upstream')
  const wanted = upstream === null ? all : all.filter(({ record }) => record[column] === upstream)
  return [header, ...wanted.slice(0, rows ?? wanted.length)].map(({ raw }) => raw).join('')
}
