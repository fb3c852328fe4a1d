// Joins the parts into the object. Everything is judged before it is visible; a refusal leaves the upload as it was.

import { createHash } from 'node:crypto'
import type { Exchange, Reply } from '../exchange.ts'
import {
  algorithmOfHeader,
  type Checksum,
  type ChecksumAlgorithm,
  compositeChecksum,
} from '../payload/checksums.ts'
import { isChecksumValueHeader } from '../payload/payload-plan.ts'
import { S3Error } from '../s3-error.ts'
import type { Part, Upload } from '../storage/upload-store.ts'
import {
  checkWriteConditions,
  readWriteConditions,
  type WriteConditions,
} from '../storage/write-conditions.ts'
import { readXml, xmlLimitBytes } from '../xml/read-xml.ts'
import { writeXml } from '../xml/write-xml.ts'
import { type Assembled, assemble } from './assemble.ts'
import { chooseParts } from './choose-parts.ts'
import { readChecksumType } from './create-upload.ts'
import { xmlReply } from './xml-reply.ts'

export async function completeUpload(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const id = target.query.get('uploadId') ?? ''
  const conditions = readWriteConditions(exchange.header)
  storage.uploads.find(target.bucket, target.key, id)
  // The checksum headers of this request speak of the object, not of the XML that carries the list.
  const { bytes } = await exchange.payload((plan) => ({ ...plan, checksum: null })).whole(xmlLimitBytes)
  return storage.uploads.whileHeld(target.bucket, id, async () => {
    const upload = storage.uploads.find(target.bucket, target.key, id)
    const document = readXml(bytes, 'CompleteMultipartUpload')
    const parts = chooseParts(document, upload, storage.uploads.parts(target.bucket, id))
    return joinParts(exchange, upload, parts, conditions)
  })
}

async function joinParts(
  exchange: Exchange,
  upload: Upload,
  parts: readonly Part[],
  conditions: WriteConditions,
): Promise<Reply> {
  const { storage, target } = exchange
  checkPromisedSize(exchange, parts)
  const promised = readPromisedChecksum(exchange, upload)
  const present = await storage.objects.find(target.bucket, target.key)
  checkWriteConditions(conditions, present?.etag ?? null)
  const type = upload.checksum?.type ?? 'FULL_OBJECT'
  const algorithm = upload.checksum?.algorithm ?? promised?.algorithm ?? null
  const assembled = await assemble({
    sources: parts.map((part) => part.path),
    wants: { md5: false, checksum: type === 'FULL_OBJECT' ? algorithm : null },
    temporaryFiles: storage.temporaryFiles,
  })
  const checksum = algorithm && { algorithm, type, value: checksumOf(assembled, algorithm, type, parts) }
  if (promised && promised.value !== checksum?.value) {
    assembled.file.discard()
    throw new S3Error(
      'BadDigest',
      `The ${promised.algorithm} you specified did not match the calculated checksum.`,
    )
  }
  const object = await storage.objects.put({
    bucket: target.bucket,
    key: target.key,
    file: assembled.file,
    identity: assembled.identity,
    facts: { ...upload.facts, etag: etagOfParts(parts), checksum },
    conditions,
  })
  // A kill before this line leaves an upload whose object stands already; to complete it again changes nothing.
  storage.uploads.remove(target.bucket, upload.id)
  return xmlReply(
    writeXml('CompleteMultipartUploadResult', [
      ['Location', `/${target.bucket}/${target.key}`],
      ['Bucket', target.bucket],
      ['Key', target.key],
      ['ETag', `"${object.etag}"`],
      ...(checksum ? [[`Checksum${checksum.algorithm}`, checksum.value] as const] : []),
      ['ChecksumType', checksum?.type ?? null],
    ]),
  )
}

/** The MD5 of the parts' MD5s, and how many there were. */
function etagOfParts(parts: readonly Part[]): string {
  const digest = createHash('md5')
  for (const part of parts) digest.update(Buffer.from(part.etag, 'hex'))
  return `${digest.digest('hex')}-${parts.length}`
}

function checksumOf(
  assembled: Assembled,
  algorithm: ChecksumAlgorithm,
  type: Checksum['type'],
  parts: readonly Part[],
): string {
  if (type === 'FULL_OBJECT') return assembled.checksum ?? ''
  return compositeChecksum(
    algorithm,
    parts.map((part) => part.checksum?.value ?? ''),
  )
}

function checkPromisedSize(exchange: Exchange, parts: readonly Part[]): void {
  const promised = exchange.header('x-amz-mp-object-size')
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0)
  if (promised !== undefined && Number(promised) !== sizeBytes) {
    throw new S3Error('InvalidRequest', `The parts add up to ${sizeBytes} bytes, not to ${promised}.`)
  }
}

/** What the caller says the whole object's checksum is, if it says so. */
function readPromisedChecksum(
  exchange: Exchange,
  upload: Upload,
): { algorithm: ChecksumAlgorithm; value: string } | null {
  const type = readChecksumType(exchange.header('x-amz-checksum-type'))
  if (type !== null && type !== (upload.checksum?.type ?? 'FULL_OBJECT')) {
    throw new S3Error('InvalidRequest', 'The checksum type is not the one the upload was created with.')
  }
  const given = exchange.headerNames.filter(isChecksumValueHeader)
  const [header] = given
  if (header === undefined) return null
  const algorithm = algorithmOfHeader(header)
  if (given.length > 1 || (upload.checksum !== null && upload.checksum.algorithm !== algorithm)) {
    throw new S3Error('InvalidRequest', 'The checksum is not of the algorithm the upload was created with.')
  }
  return { algorithm, value: exchange.header(header) ?? '' }
}
