// Ids are made before the insert, so that they can be logged and reserved first. The part after the prefix is a
// UUIDv7: ids made by one process sort in the order they were made.
import { createHash } from 'node:crypto'
import type { BatchId, JobId, OwnerId, SubmissionId } from '@reelkeep/core'
import { TypeID, typeid } from 'typeid-js'

export function newJobId(): JobId {
  return newId('job') as JobId
}

export function newBatchId(): BatchId {
  return newId('batch') as BatchId
}

export function newSubmissionId(): SubmissionId {
  return newId('sub') as SubmissionId
}

/** The same name has the same id in every database, so that a rebuild and a name given anew mean one owner. */
export function ownerIdOf(name: string): OwnerId {
  const bytes = createHash('sha256').update(`owner:${name}`).digest().subarray(0, 16)
  return TypeID.fromUUIDBytes('owner', bytes).toString() as OwnerId
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

/** What a request with a key has carried out; an operation that it begins has the same id but for the prefix. */
export function newOrderId(): string {
  return newId('order')
}

export function operationIdOf(orderId: string): string {
  return orderId.replace(/^order_/, 'op_')
}

export function newReconciliationId(): string {
  return newId('bill')
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

const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const timeCharacters = 10

/** The least id that a job made at this moment can have: ids of jobs begin with the time, 5 bits a character. */
export function firstJobIdAt(moment: Date): JobId {
  let left = Math.max(0, moment.getTime())
  let time = ''
  for (let place = 0; place < timeCharacters; place += 1) {
    time = `${idAlphabet[left % 32]}${time}`
    left = Math.floor(left / 32)
  }
  return `job_${time}${'0'.repeat(16)}` as JobId
}

/** When the id of a job was made, to the millisecond. */
export function timeOfJobId(id: string): Date {
  const time = id.slice('job_'.length, 'job_'.length + timeCharacters)
  return new Date([...time].reduce((sum, letter) => sum * 32 + Math.max(0, idAlphabet.indexOf(letter)), 0))
}
