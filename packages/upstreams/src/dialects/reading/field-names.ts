import { type Fields, fieldsOf } from './fields.ts'

/** What a vendor calls the things that we read, by dotted path, where it has a name of its own for them. */
export type FieldNames = { readonly [theirs: string]: ReadName }

/** The names that the readers look for (layer.ts). */
type ReadName =
  | 'id'
  | 'status'
  | 'progress'
  | 'model'
  | 'url'
  | 'data'
  | 'actualDuration'
  | 'created'
  | 'start_time'
  | 'finish_time'
  | 'error'
  | 'code'
  | 'message'

/** One level of a reply with our names beside the vendor's own. */
export function inOurNames(fields: Fields, names: FieldNames): Fields {
  const found = Object.entries(names)
    .map(([theirs, ours]) => [ours, valueAt(fields, theirs)] as const)
    .filter(([, value]) => value !== undefined)
  return found.length === 0 ? fields : { ...fields, ...Object.fromEntries(found) }
}

function valueAt(fields: Fields, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const inner = fieldsOf(value)
    return inner !== null && Object.hasOwn(inner, name) ? inner[name] : undefined
  }, fields)
}
