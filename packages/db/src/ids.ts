// Ids are made before the insert, so that they can be logged and reserved first. The part after the prefix is a
// UUIDv7: ids made by one process sort in the order they were made.
import type { BatchId, JobId, OwnerId, SubmissionId } from '@reelkeep/core'
import { typeid } from 'typeid-js'

export function newJobId(): JobId {
  return newId('job') as JobId
}

export function newBatchId(): BatchId {
  return newId('batch') as BatchId
}

export function newSubmissionId(): SubmissionId {
  return newId('sub') as SubmissionId
}

export function newOwnerId(): OwnerId {
  return newId('owner') as OwnerId
}

export function newKeyId(): string {
  return newId('key')
}

export function newAccountId(): string {
  return newId('acct')
}

export function newOperationId(): string {
  return newId('op')
}

export function newUploadId(): string {
  return newId('upload')
}

export function newImageId(): string {
  return newId('image')
}

export function newImageMapId(): string {
  return newId('images')
}

export function newOutboxId(): string {
  return newId('out')
}

/** The owner and key of the configured admin key, seeded by the first migration. */
export const adminOwnerId = 'owner_00000000000000000000000000' as OwnerId
export const adminKeyId = 'key_00000000000000000000000000'

function newId(prefix: string): string {
  return typeid(prefix).toString()
}
