// The conditions a write may carry. They are judged while the key is locked, so no other write can come between.

import { S3Error } from '../s3-error.ts'

export interface WriteConditions {
  /** If-None-Match: * */
  ifNoneMatchAny: boolean
  ifMatch: string | null
}

export function readWriteConditions(header: (name: string) => string | undefined): WriteConditions {
  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    throw new S3Error('NotImplemented', 'If-None-Match on a write can only be *.')
  }
  return { ifNoneMatchAny: ifNoneMatch !== undefined, ifMatch: header('if-match') ?? null }
}

export function hasConditions(conditions: WriteConditions): boolean {
  return conditions.ifNoneMatchAny || conditions.ifMatch !== null
}

export function checkWriteConditions(conditions: WriteConditions, presentEtag: string | null): void {
  if (conditions.ifNoneMatchAny && presentEtag !== null) throw preconditionFailed('If-None-Match')
  if (conditions.ifMatch === null) return
  if (presentEtag === null) throw new S3Error('NoSuchKey', 'The specified key does not exist.')
  if (!matchesEtag(conditions.ifMatch, presentEtag)) throw preconditionFailed('If-Match')
}

export function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  })
}

/** A header's list of entity tags, or *. */
export function matchesEtag(header: string, etag: string): boolean {
  return header.split(',').some((item) => {
    const text = item.trim()
    return text === '*' || text.replace(/^W\//, '').replaceAll('"', '') === etag
  })
}
