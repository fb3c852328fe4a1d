import type { Exchange, Reply } from '../exchange.ts'
import { compareKeys } from '../storage/list-keys.ts'
import type { Upload } from '../storage/upload-store.ts'
import { notImplemented } from '../unsupported.ts'
import { writeXml, type XmlNode } from '../xml/write-xml.ts'
import { readCount, readNameEncoding } from './list-parameters.ts'
import { xmlReply } from './xml-reply.ts'

export async function listUploads({ target, storage }: Exchange): Promise<Reply> {
  const { bucket, query } = target
  if (query.get('delimiter')) throw notImplemented('A delimiter in the list of uploads')
  const limit = readCount(query, 'max-uploads', 1000)
  const { encode, encodingType } = readNameEncoding(query)
  const prefix = query.get('prefix') ?? ''
  const keyMarker = query.get('key-marker') ?? ''
  const idMarker = query.get('upload-id-marker') ?? ''
  const behind = storage.uploads
    .list(bucket)
    .filter((upload) => upload.key.startsWith(prefix) && isBehind(upload, keyMarker, idMarker))
    .sort((one, other) => compareKeys(one.key, other.key) || compareKeys(one.id, other.id))
  const page = behind.slice(0, limit)
  const isTruncated = behind.length > page.length
  const last = isTruncated ? page.at(-1) : undefined
  return xmlReply(
    writeXml('ListMultipartUploadsResult', [
      ['Bucket', bucket],
      ['Prefix', encode(prefix)],
      ['KeyMarker', encode(keyMarker)],
      ['UploadIdMarker', idMarker],
      ['NextKeyMarker', last === undefined ? null : encode(last.key)],
      ['NextUploadIdMarker', last?.id ?? null],
      ['EncodingType', encodingType],
      ['MaxUploads', limit],
      ['IsTruncated', isTruncated],
      ...page.map((upload): XmlNode => {
        return [
          'Upload',
          [
            ['Key', encode(upload.key)],
            ['UploadId', upload.id],
            ['Initiated', new Date(upload.initiatedMs).toISOString()],
            ['StorageClass', 'STANDARD'],
            ['ChecksumAlgorithm', upload.checksum?.algorithm ?? null],
            ['ChecksumType', upload.checksum?.type ?? null],
          ],
        ]
      }),
    ]),
  )
}

/** An id marker alone says nothing; with a key it goes on within that key. */
function isBehind(upload: Upload, keyMarker: string, idMarker: string): boolean {
  if (keyMarker === '') return true
  const order = compareKeys(upload.key, keyMarker)
  return order > 0 || (order === 0 && idMarker !== '' && compareKeys(upload.id, idMarker) > 0)
}
