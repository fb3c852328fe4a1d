// What a request promises about its body, read from its headers before a byte of the body is.

import { S3Error } from '../s3-error.ts'
import {
  algorithmOfHeader,
  type ChecksumAlgorithm,
  readChecksumAlgorithm,
  readChecksumValue,
} from './checksums.ts'

export interface PayloadPlan {
  /** Of the payload itself, without framing. */
  lengthBytes: number
  framing: 'plain' | 'aws-chunked'
  sha256: string | null
  md5: string | null
  checksum: PromisedChecksum | null
}

export interface PromisedChecksum {
  algorithm: ChecksumAlgorithm
  /** null: it comes in the trailer. */
  value: string | null
}

export function planPayload(
  header: (name: string) => string | undefined,
  headerNames: readonly string[],
  payloadHash: string,
): PayloadPlan {
  const framing = payloadHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' ? 'aws-chunked' : 'plain'
  if (framing === 'plain' && payloadHash.startsWith('STREAMING-')) {
    throw new S3Error('NotImplemented', `This server does not read ${payloadHash} bodies.`)
  }
  const sha256 = framing === 'plain' && payloadHash !== 'UNSIGNED-PAYLOAD' ? payloadHash : null
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-content-sha256 must be a hash, UNSIGNED-PAYLOAD or a trailer.',
    )
  }
  return {
    lengthBytes: readLength(header, framing),
    framing,
    sha256,
    md5: readMd5(header('content-md5')),
    checksum: readPromisedChecksum(header, headerNames),
  }
}

function readLength(header: (name: string) => string | undefined, framing: PayloadPlan['framing']): number {
  const name = framing === 'aws-chunked' ? 'x-amz-decoded-content-length' : 'content-length'
  const text = header(name)
  if (text === undefined && header('transfer-encoding') === undefined && framing === 'plain') return 0
  if (text === undefined) throw new S3Error('MissingContentLength', `The header ${name} is missing.`)
  if (!/^\d{1,15}$/.test(text)) throw new S3Error('InvalidArgument', `The header ${name} is not a length.`)
  return Number(text)
}

function readMd5(text: string | undefined): string | null {
  if (text === undefined) return null
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== 16 || bytes.toString('base64') !== text) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 is not a digest in base64.')
  }
  return text
}

function readPromisedChecksum(
  header: (name: string) => string | undefined,
  headerNames: readonly string[],
): PromisedChecksum | null {
  const promised = headerNames.filter(isChecksumValueHeader).map((name): PromisedChecksum => {
    const algorithm = algorithmOfHeader(name)
    return { algorithm, value: readChecksumValue(algorithm, header(name) ?? '') }
  })
  const trailer = header('x-amz-trailer')?.trim().toLowerCase()
  if (trailer !== undefined) {
    if (!isChecksumValueHeader(trailer)) {
      throw new S3Error('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported.')
    }
    promised.push({ algorithm: algorithmOfHeader(trailer), value: null })
  }
  const [first, second] = promised
  if (second) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksums are not allowed.',
    )
  }
  checkNamedAlgorithm(header('x-amz-sdk-checksum-algorithm'), first)
  return first ?? null
}

export function isChecksumValueHeader(name: string): boolean {
  return name.startsWith('x-amz-checksum-') && !checksumSettingHeaders.has(name)
}

/** Headers that begin alike but set how, not what. */
const checksumSettingHeaders = new Set([
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
])

function checkNamedAlgorithm(name: string | undefined, promised: PromisedChecksum | undefined): void {
  if (name === undefined) return
  if (promised === undefined || readChecksumAlgorithm(name) !== promised.algorithm) {
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    )
  }
}
