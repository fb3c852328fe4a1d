// Which bucket, key and query a request line names. Decoded exactly once, here.

import { S3Error } from './s3-error.ts'

export interface Target {
  /** Decoded, with its leading slash. */
  path: string
  /** '' for the service itself. */
  bucket: string
  /** '' for a bucket. */
  key: string
  query: ReadonlyMap<string, string>
}

export function readTarget(requestLine: string): Target {
  const mark = requestLine.indexOf('?')
  const path = decode(mark < 0 ? requestLine : requestLine.slice(0, mark))
  if (!path.startsWith('/')) throw new S3Error('InvalidURI', 'The request line must name a path.')
  const slash = path.indexOf('/', 1)
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash)
  const key = slash < 0 ? '' : path.slice(slash + 1)
  if (bucket === '' && key !== '') throw new S3Error('InvalidBucketName', 'The bucket name is empty.')
  if (Buffer.byteLength(key) > keyLimitBytes) {
    throw new S3Error('KeyTooLongError', `A key has at most ${keyLimitBytes} bytes.`)
  }
  return { path, bucket, key, query: readQuery(mark < 0 ? '' : requestLine.slice(mark + 1)) }
}

export const keyLimitBytes = 1024

function readQuery(text: string): Map<string, string> {
  const query = new Map<string, string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const mark = pair.indexOf('=')
    const name = decodeForm(mark < 0 ? pair : pair.slice(0, mark))
    // A name given twice would be signed in one order and read in another.
    if (query.has(name)) throw new S3Error('InvalidArgument', `The query names ${name} twice.`)
    query.set(name, mark < 0 ? '' : decodeForm(pair.slice(mark + 1)))
  }
  return query
}

function decodeForm(text: string): string {
  return decode(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw Object.assign(new S3Error('InvalidURI', 'The request line is not UTF-8 in percent encoding.'), {
      cause,
    })
  }
}
