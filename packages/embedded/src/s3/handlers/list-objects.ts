// One page of a bucket's keys. The token to go on names the last thing listed, so it stays good while keys come and go.

import type { Exchange, Reply } from '../exchange.ts'
import { S3Error } from '../s3-error.ts'
import { type ListPosition, listStart } from '../storage/list-keys.ts'
import { notImplemented } from '../unsupported.ts'
import { writeXml, type XmlNode } from '../xml/write-xml.ts'
import { readCount, readNameEncoding } from './list-parameters.ts'
import { xmlReply } from './xml-reply.ts'

export async function listObjects(exchange: Exchange): Promise<Reply> {
  const { query, bucket } = exchange.target
  if (query.get('list-type') !== '2') throw notImplemented('The first version of the list of objects')
  const limit = readCount(query, 'max-keys', 1000)
  const { encode, encodingType } = readNameEncoding(query)
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after')
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const position = token === undefined ? positionBehind(startAfter) : readToken(token)
  const page = await readPage(exchange, { prefix, delimiter, limit, position })
  return xmlReply(
    writeXml('ListBucketResult', [
      ['Name', bucket],
      ['Prefix', encode(prefix)],
      ['Delimiter', delimiter === '' ? null : encode(delimiter)],
      ['StartAfter', startAfter === undefined ? null : encode(startAfter)],
      ['ContinuationToken', token ?? null],
      ['NextContinuationToken', page.next && writeToken(page.next)],
      ['EncodingType', encodingType],
      ['MaxKeys', limit],
      ['KeyCount', page.entries.length],
      ['IsTruncated', page.next !== null],
      ...page.entries.map((entry) => writeEntry(entry, encode)),
    ]),
  )
}

type Entry =
  | { type: 'object'; key: string; sizeBytes: number; modifiedMs: number; etag: string }
  | { type: 'prefix'; prefix: string }

interface PageQuestion {
  prefix: string
  delimiter: string
  limit: number
  position: ListPosition
}

async function readPage(
  exchange: Exchange,
  question: PageQuestion,
): Promise<{ entries: Entry[]; next: ListPosition | null }> {
  const { storage, target } = exchange
  const { prefix, limit } = question
  const entries: Entry[] = []
  let { position } = question
  if (limit === 0) return { entries, next: null }
  // Behind a common prefix the walk begins anew, so that it can pass over a whole folder unread.
  for (let ended = false; !ended; ) {
    ended = true
    for await (const key of storage.listKeys(target.bucket, prefix, position)) {
      if (entries.length === limit) return { entries, next: position }
      const common = commonPrefix(key, question)
      if (common !== null) {
        entries.push({ type: 'prefix', prefix: common })
        position = { after: common, wholePrefix: true }
        ended = false
        break
      }
      position = { after: key, wholePrefix: false }
      const object = await storage.objects.find(target.bucket, key)
      // Deleted since its name was read.
      if (object !== null) entries.push({ type: 'object', key, ...object })
    }
  }
  return { entries, next: null }
}

function commonPrefix(key: string, { prefix, delimiter }: PageQuestion): string | null {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return at < 0 ? null : key.slice(0, at + delimiter.length)
}

function writeEntry(entry: Entry, encode: (name: string) => string): XmlNode {
  if (entry.type === 'prefix') return ['CommonPrefixes', [['Prefix', encode(entry.prefix)]]]
  return [
    'Contents',
    [
      ['Key', encode(entry.key)],
      ['LastModified', new Date(entry.modifiedMs).toISOString()],
      ['ETag', `"${entry.etag}"`],
      ['Size', entry.sizeBytes],
      ['StorageClass', 'STANDARD'],
    ],
  ]
}

function positionBehind(startAfter: string | undefined): ListPosition {
  return startAfter === undefined ? listStart : { after: startAfter, wholePrefix: false }
}

function writeToken({ after, wholePrefix }: ListPosition): string {
  return Buffer.from(`${wholePrefix ? 'p' : 'k'}${after}`).toString('base64url')
}

function readToken(token: string): ListPosition {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  const isOurs = (text[0] === 'p' || text[0] === 'k') && Buffer.from(text).toString('base64url') === token
  if (!isOurs) throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect')
  return { after: text.slice(1), wholePrefix: text[0] === 'p' }
}
