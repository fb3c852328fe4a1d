// The facts of an object as HTTP headers, in both directions.

import type { Exchange } from '../exchange.ts'
import { checksumHeader } from '../payload/checksums.ts'
import { S3Error } from '../s3-error.ts'
import type { ObjectFacts, Tag } from '../storage/object-facts.ts'
import type { StoredObject } from '../storage/object-store.ts'
import { checkTags } from './tag-rules.ts'

export const defaultContentType = 'binary/octet-stream'

const keptHeaders = ['cache-control', 'content-disposition', 'content-language', 'expires'] as const
const metadataPrefix = 'x-amz-meta-'
const metadataLimitBytes = 2048

/** What the caller says about the object it writes. */
export function readObjectHeaders(exchange: Exchange): Pick<ObjectFacts, 'headers' | 'metadata' | 'tags'> {
  const headers: Record<string, string> = {
    'content-type': exchange.header('content-type') || defaultContentType,
  }
  for (const name of keptHeaders) {
    const value = exchange.header(name)
    if (value !== undefined) headers[name] = value
  }
  const encoding = withoutFraming(exchange.header('content-encoding'))
  if (encoding !== '') headers['content-encoding'] = encoding
  return { headers, metadata: readMetadata(exchange), tags: readTagHeader(exchange) }
}

function readMetadata(exchange: Exchange): Record<string, string> {
  const metadata: Record<string, string> = {}
  let sizeBytes = 0
  for (const header of exchange.headerNames) {
    if (!header.startsWith(metadataPrefix)) continue
    const name = header.slice(metadataPrefix.length)
    const value = requireHeaderText(exchange.header(header) ?? '', header)
    sizeBytes += name.length + Buffer.byteLength(value)
    metadata[name] = value
  }
  if (sizeBytes > metadataLimitBytes) {
    throw new S3Error('MetadataTooLarge', `Metadata may have at most ${metadataLimitBytes} bytes.`)
  }
  return metadata
}

/** aws-chunked is how the body travelled, not what it is. */
function withoutFraming(encoding: string | undefined): string {
  return (encoding ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== 'aws-chunked')
    .join(',')
}

function readTagHeader(exchange: Exchange): Tag[] {
  const text = exchange.header('x-amz-tagging')
  if (text === undefined) return []
  return checkTags([...new URLSearchParams(text)].map(([key, value]) => ({ key, value })))
}

export function writeObjectHeaders(object: StoredObject): Record<string, string> {
  const headers: Record<string, string> = {
    ...object.headers,
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
  }
  for (const [name, value] of Object.entries(object.metadata)) headers[metadataPrefix + name] = value
  if (object.tags.length > 0) headers['x-amz-tagging-count'] = String(object.tags.length)
  return headers
}

export function writeChecksumHeaders({ checksum }: Pick<ObjectFacts, 'checksum'>): Record<string, string> {
  if (checksum === null) return {}
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type }
}

const overrides = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
] as const

/** response-content-type and its like: signed with the rest of the query. */
export function readOverrides(exchange: Exchange): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of overrides) {
    const value = exchange.target.query.get(`response-${name}`)
    if (value !== undefined) headers[name] = requireHeaderText(value, `response-${name}`)
  }
  return headers
}

/** A line break in a value from a query would otherwise start a header of its own. */
function requireHeaderText(value: string, name: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value
  throw new S3Error('InvalidArgument', `The value of ${name} cannot be a header.`)
}
