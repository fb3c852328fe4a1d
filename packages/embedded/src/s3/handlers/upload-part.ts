import type { Exchange, Reply } from '../exchange.ts'
import { type Checksum, checksumHeader } from '../payload/checksums.ts'
import { S3Error } from '../s3-error.ts'
import type { Upload } from '../storage/upload-store.ts'
import { receive } from './receive.ts'

export async function uploadPart(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const upload = storage.uploads.find(target.bucket, target.key, target.query.get('uploadId') ?? '')
  const number = readPartNumber(target.query.get('partNumber'))
  const payload = exchange.payload((plan) => {
    requireSameChecksum(upload, plan.checksum?.algorithm ?? null)
    return plan
  })
  const { file, identity, facts } = await receive(payload, storage.temporaryFiles)
  const part = {
    number,
    sizeBytes: facts.sizeBytes,
    etag: facts.md5,
    checksum: facts.checksum,
    modifiedMs: identity.modifiedMs,
  }
  await storage.uploads.savePart(target.bucket, upload, part, file)
  const checksum = facts.checksum ? { [checksumHeader(facts.checksum.algorithm)]: facts.checksum.value } : {}
  return { status: 200, headers: { etag: `"${facts.md5}"`, ...checksum } }
}

export const partCountLimit = 10_000

function readPartNumber(text: string | undefined): number {
  const number = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0
  if (number >= 1 && number <= partCountLimit) return number
  throw new S3Error(
    'InvalidArgument',
    `Part number must be an integer between 1 and ${partCountLimit}, inclusive`,
  )
}

/** A checksum of checksums needs one of each part; one of the whole object needs none, but not another kind. */
function requireSameChecksum(upload: Upload, given: Checksum['algorithm'] | null): void {
  if (upload.checksum === null || given === upload.checksum.algorithm) return
  if (given === null && upload.checksum.type === 'FULL_OBJECT') return
  throw new S3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksum.algorithm.toLowerCase()}, actual checksum Type: ${given?.toLowerCase() ?? 'null'}`,
  )
}
