import type { JsonValue, WishReading } from '@reelkeep/core'

/** A row as it came, read but not yet held against any model. */
export type SourceRow = {
  /** Data rows from 1. */
  readonly row: number
  /** The file's line where the row begins; null outside files. */
  readonly line: number | null
  /** In front of a problem's path: `items[3].` for JSON, nothing for files. */
  readonly pathPrefix: string
  readonly reading: WishReading
  /** What `{name}` stands for in this row. */
  readonly variables: ReadonlyMap<string, string>
  /** The caller's own columns, for exports; null outside files. */
  readonly data: { readonly [key: string]: JsonValue } | null
  /** The file's column of a path, from 1; null where there are no columns. */
  readonly columnOf: (path: string) => number | null
}

/** Longest row of a file, in characters: bounds what one reader holds. */
export const rowLengthMax = 1_048_576
