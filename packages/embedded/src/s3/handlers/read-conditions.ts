// If-Match and its like on a read, in the order RFC 9110 gives them.

import type { Exchange } from '../exchange.ts'
import type { StoredObject } from '../storage/object-store.ts'
import { matchesEtag, preconditionFailed } from '../storage/write-conditions.ts'

/** 'not-modified' when the caller has it already; throws PreconditionFailed when it wants another version. */
export function checkReadConditions(
  header: (name: string) => string | undefined,
  object: StoredObject,
): 'send' | 'not-modified' {
  const ifMatch = header('if-match')
  const unmodifiedSince = header('if-unmodified-since')
  if (ifMatch !== undefined) {
    if (!matchesEtag(ifMatch, object.etag)) throw preconditionFailed('If-Match')
  } else if (unmodifiedSince !== undefined && isNewer(object, unmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since')
  }
  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch !== undefined) return matchesEtag(ifNoneMatch, object.etag) ? 'not-modified' : 'send'
  const modifiedSince = header('if-modified-since')
  return modifiedSince !== undefined && isOlder(object, modifiedSince) ? 'not-modified' : 'send'
}

/** A player that goes on with a file it began must not get the end of another one. */
export function mayUseRange(exchange: Exchange, object: StoredObject): boolean {
  const ifRange = exchange.header('if-range')
  if (ifRange === undefined) return true
  return ifRange.includes('"') ? matchesEtag(ifRange, object.etag) : isOlder(object, ifRange)
}

/** HTTP dates have whole seconds. A date that cannot be read holds for neither. */
function isNewer(object: StoredObject, date: string): boolean {
  return Math.floor(object.modifiedMs / 1000) > Date.parse(date) / 1000
}

function isOlder(object: StoredObject, date: string): boolean {
  return Math.floor(object.modifiedMs / 1000) <= Date.parse(date) / 1000
}
