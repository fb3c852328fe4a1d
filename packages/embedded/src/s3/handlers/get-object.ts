import { closeSync } from 'node:fs'
import type { Exchange, Reply } from '../exchange.ts'
import { S3Error } from '../s3-error.ts'
import type { StoredObject } from '../storage/object-store.ts'
import { readOverrides, writeChecksumHeaders, writeObjectHeaders } from './object-headers.ts'
import { type ByteRange, readRange } from './range.ts'
import { checkReadConditions, mayUseRange } from './read-conditions.ts'

export async function getObject(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const opened = await storage.objects.open(target.bucket, target.key)
  if (opened === null) throw noSuchKey(target.key)
  const { fd, object } = opened
  try {
    const { reply, range } = describe(exchange, object)
    if (reply.status === 304) {
      closeSync(fd)
      return reply
    }
    return { ...reply, body: { fd, ...range } }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

export async function headObject(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const object = await storage.objects.find(target.bucket, target.key)
  if (object === null) throw noSuchKey(target.key)
  const { reply, range } = describe(exchange, object)
  if (reply.status === 304) return reply
  return { ...reply, headers: { ...reply.headers, 'content-length': range.sizeBytes } }
}

export function noSuchKey(key: string): S3Error {
  return new S3Error('NoSuchKey', 'The specified key does not exist.', { details: { Key: key } })
}

function describe(exchange: Exchange, object: StoredObject): { reply: Reply; range: ByteRange } {
  const whole = { start: 0, sizeBytes: object.sizeBytes }
  const headers = { ...writeObjectHeaders(object), ...readOverrides(exchange) }
  if (checkReadConditions(exchange.header, object) === 'not-modified') {
    return { reply: { status: 304, headers: { etag: `"${object.etag}"` } }, range: whole }
  }
  const range = mayUseRange(exchange, object) ? readRange(exchange.header('range'), object.sizeBytes) : null
  if (range !== null) {
    const end = range.start + range.sizeBytes - 1
    const contentRange = `bytes ${range.start}-${end}/${object.sizeBytes}`
    return { reply: { status: 206, headers: { ...headers, 'content-range': contentRange } }, range }
  }
  // A checksum is of the whole object, so it goes with the whole object only.
  const wantsChecksum = exchange.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED'
  const checksum = wantsChecksum ? writeChecksumHeaders(object) : {}
  return { reply: { status: 200, headers: { ...headers, ...checksum } }, range: whole }
}
