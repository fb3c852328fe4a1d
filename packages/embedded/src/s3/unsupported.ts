// Requests that ask for more than this server does. To ignore such a header would be to lie about what was stored.

import type { Exchange } from './exchange.ts'
import { S3Error } from './s3-error.ts'

export function refuseUnsupported(exchange: Exchange): void {
  for (const name of exchange.headerNames) {
    if (unsupportedPrefixes.some((prefix) => name.startsWith(prefix)))
      throw notImplemented(`The header ${name}`)
  }
  const acl = exchange.header('x-amz-acl')
  if (acl !== undefined && acl !== 'private') throw notImplemented(`The access control list ${acl}`)
  const storageClass = exchange.header('x-amz-storage-class')
  if (storageClass !== undefined && storageClass !== 'STANDARD') {
    throw notImplemented(`The storage class ${storageClass}`)
  }
}

export function notImplemented(what: string): S3Error {
  return new S3Error('NotImplemented', `${what} is not supported by this server.`)
}

const unsupportedPrefixes = [
  'x-amz-bucket-object-lock',
  'x-amz-grant-',
  'x-amz-object-lock-',
  'x-amz-server-side-encryption',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
]
