/** A JSON object whose contents nobody vouches for. */
export type Fields = { readonly [name: string]: unknown }

/** The value as an object; null for anything else, arrays included. */
export function fieldsOf(value: unknown): Fields | null {
  return isFields(value) ? value : null
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
