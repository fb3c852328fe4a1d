import type { Exchange, Reply } from '../exchange.ts'
import { writeXml, type XmlNode } from '../xml/write-xml.ts'
import { readCount } from './list-parameters.ts'
import { xmlReply } from './xml-reply.ts'

export async function listParts({ target, storage }: Exchange): Promise<Reply> {
  const { bucket, key, query } = target
  const upload = storage.uploads.find(bucket, key, query.get('uploadId') ?? '')
  const limit = readCount(query, 'max-parts', 1000)
  const after = readCount(query, 'part-number-marker', Number.MAX_SAFE_INTEGER)
  const marker = query.has('part-number-marker') ? after : 0
  const behind = storage.uploads.parts(bucket, upload.id).filter((part) => part.number > marker)
  const page = behind.slice(0, limit)
  return xmlReply(
    writeXml('ListPartsResult', [
      ['Bucket', bucket],
      ['Key', key],
      ['UploadId', upload.id],
      ['PartNumberMarker', marker],
      ['NextPartNumberMarker', page.at(-1)?.number ?? marker],
      ['MaxParts', limit],
      ['IsTruncated', behind.length > page.length],
      ['StorageClass', 'STANDARD'],
      ['ChecksumAlgorithm', upload.checksum?.algorithm ?? null],
      ['ChecksumType', upload.checksum?.type ?? null],
      ...page.map((part): XmlNode => {
        return [
          'Part',
          [
            ['PartNumber', part.number],
            ['LastModified', new Date(part.modifiedMs).toISOString()],
            ['ETag', `"${part.etag}"`],
            ['Size', part.sizeBytes],
            ...(part.checksum ? [[`Checksum${part.checksum.algorithm}`, part.checksum.value] as const] : []),
          ],
        ]
      }),
    ]),
  )
}
