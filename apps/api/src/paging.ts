import { invalidValue } from './errors.ts'

/** A page cut from `limit + 1` rows, with the cursor that leads to the next. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
  present: (row: Row) => Item,
): { object: 'list'; data: Item[]; has_more: boolean; next_cursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasMore = rows.length > limit
  return {
    object: 'list',
    data: page.map(present),
    has_more: hasMore,
    next_cursor: hasMore && last !== undefined ? cursorOf(idOf(last)) : null,
  }
}

function cursorOf(id: string): string {
  return Buffer.from(`after:${id}`).toString('base64url')
}

/** The id that a cursor of ours names; null without one. */
export function idOfCursor(cursor: string | undefined, shape: RegExp): string | null {
  if (cursor === undefined) return null
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const id = text.startsWith('after:') ? text.slice('after:'.length) : ''
  if (!shape.test(id)) {
    throw invalidValue('cursor', 'cursor_not_ours', 'cursor must be a next_cursor of this list, unchanged')
  }
  return id
}

export const jobIdShape = /^job_[0-9a-z]{26}$/
export const batchIdShape = /^batch_[0-9a-z]{26}$/
export const operationIdShape = /^op_[0-9a-z]{26}$/
export const imageIdShape = /^image_[0-9a-z]{26}$/
export const keyIdShape = /^key_[0-9a-z]{26}$/
export const numberShape = /^\d{1,18}$/
