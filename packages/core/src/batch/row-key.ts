/**
 * What a row is known by within its batch: its custom_id or, without one, its content and its place among equal rows
 * (1 for the first). Takes after the first carry their number, so that raising `takes` keeps the first clip.
 */
export function rowKey(row: {
  readonly customId: string | null
  readonly contentHash: string
  readonly place: number
  readonly take: number
}): string {
  const base = row.customId === null ? `row:${row.contentHash}:${row.place}` : `id:${row.customId}`
  return row.take === 1 ? base : `take${row.take}:${base}`
}
