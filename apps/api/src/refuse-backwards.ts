import { invalidValue } from './errors.ts'

/** A time that ends before it begins would be answered as one in which nothing happened. Null: open at that end. */
export function refuseBackwards(from: Date | null, to: Date | null): void {
  if (from === null || to === null || from <= to) return
  throw invalidValue('from', 'after_to', `from must not be after to (${to.toISOString()})`)
}
