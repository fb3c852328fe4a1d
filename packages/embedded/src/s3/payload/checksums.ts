// The checksums S3 knows by header, and the ones this server can compute.

import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { S3Error } from '../s3-error.ts'
import { crc32c } from './crc32c.ts'

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'SHA1' | 'SHA256'
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

export interface Checksum {
  algorithm: ChecksumAlgorithm
  /** Base64; a composite one ends in -<number of parts>. */
  value: string
  type: ChecksumType
}

/** Digests fed piece by piece; `digest` may be asked once. */
export interface RunningChecksum {
  update(bytes: Buffer): void
  digest(): Buffer
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
      return runningCrc(crc32)
    case 'CRC32C':
      return runningCrc(crc32c)
    case 'SHA1':
      return createHash('sha1')
    case 'SHA256':
      return createHash('sha256')
  }
}

function runningCrc(step: (bytes: Buffer, crc: number) => number): RunningChecksum {
  let crc = 0
  return {
    update: (bytes) => {
      crc = step(bytes, crc)
    },
    digest: () => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(crc)
      return bytes
    },
  }
}

const sizeBytesByAlgorithm: Record<ChecksumAlgorithm, number> = { CRC32: 4, CRC32C: 4, SHA1: 20, SHA256: 32 }

export const checksumAlgorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'SHA1', 'SHA256']

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** Only a CRC can be stated for a whole multipart object; a hash of hashes is all S3 offers for the others. */
export function canCoverWholeUpload(algorithm: ChecksumAlgorithm): boolean {
  return algorithm === 'CRC32' || algorithm === 'CRC32C'
}

export function readChecksumAlgorithm(text: string): ChecksumAlgorithm {
  const found = checksumAlgorithms.find((algorithm) => algorithm === text.toUpperCase())
  if (found === undefined) {
    throw new S3Error('NotImplemented', `This server verifies ${checksumAlgorithms.join(', ')}, not ${text}.`)
  }
  return found
}

/** The algorithm a header such as x-amz-checksum-crc32 stands for. */
export function algorithmOfHeader(header: string): ChecksumAlgorithm {
  return readChecksumAlgorithm(header.slice('x-amz-checksum-'.length))
}

export function readChecksumValue(algorithm: ChecksumAlgorithm, text: string): string {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== sizeBytesByAlgorithm[algorithm] || bytes.toString('base64') !== text) {
    throw new S3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`)
  }
  return text
}

/** S3's checksum of checksums, for a multipart object. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, partValues: readonly string[]): string {
  const running = startChecksum(algorithm)
  running.update(Buffer.concat(partValues.map((value) => Buffer.from(value, 'base64'))))
  return `${running.digest().toString('base64')}-${partValues.length}`
}
