import type { Exchange, Reply } from '../exchange.ts'
import { type ChecksumType, canCoverWholeUpload, readChecksumAlgorithm } from '../payload/checksums.ts'
import { S3Error } from '../s3-error.ts'
import type { Upload } from '../storage/upload-store.ts'
import { writeXml } from '../xml/write-xml.ts'
import { readObjectHeaders } from './object-headers.ts'
import { xmlReply } from './xml-reply.ts'

export async function createUpload(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const checksum = readUploadChecksum(exchange)
  const upload = await storage.uploads.create(target.bucket, {
    key: target.key,
    initiatedMs: exchange.now.getTime(),
    checksum,
    facts: readObjectHeaders(exchange),
  })
  const document = writeXml('InitiateMultipartUploadResult', [
    ['Bucket', target.bucket],
    ['Key', target.key],
    ['UploadId', upload.id],
  ])
  if (checksum === null) return xmlReply(document)
  return xmlReply(document, {
    'x-amz-checksum-algorithm': checksum.algorithm,
    'x-amz-checksum-type': checksum.type,
  })
}

function readUploadChecksum({ header }: Exchange): Upload['checksum'] {
  const name = header('x-amz-checksum-algorithm')
  const type = readChecksumType(header('x-amz-checksum-type'))
  if (name === undefined) {
    if (type === null) return null
    throw new S3Error('InvalidRequest', 'x-amz-checksum-type needs an x-amz-checksum-algorithm.')
  }
  const algorithm = readChecksumAlgorithm(name)
  if (type === 'FULL_OBJECT' && !canCoverWholeUpload(algorithm)) {
    throw new S3Error(
      'InvalidRequest',
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm} algorithm.`,
    )
  }
  return { algorithm, type: type ?? 'COMPOSITE' }
}

export function readChecksumType(text: string | undefined): ChecksumType | null {
  if (text === undefined) return null
  if (text === 'FULL_OBJECT' || text === 'COMPOSITE') return text
  throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-type header is invalid.')
}
