import { foldHostEntry, isHostEntry } from '@reelkeep/archive'
import { invalidValue } from './errors.ts'

/** One `host` or `host:port` of a request, in its one spelling. Throws a 400 that names the field, and the host of a link. */
export function readHostEntry(field: string, text: string): string {
  if (isHostEntry(text)) return foldHostEntry(text)
  const meant = hostOf(text)
  throw invalidValue(
    field,
    'host_malformed',
    `${field} must be one host or host:port, an IPv6 address in brackets, without patterns${meant === null ? '.' : `; of this link that is ${meant}.`}`,
  )
}

/** Null: not a link. */
function hostOf(text: string): string | null {
  const host = URL.canParse(text) ? new URL(text).host : ''
  return isHostEntry(host) ? host : null
}
