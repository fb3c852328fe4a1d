// Everything that is computed over a body while it passes, and the comparison with what was promised.

import { createHash, hash } from 'node:crypto'
import { S3Error } from '../s3-error.ts'
import { type Checksum, checksumHeader, readChecksumValue, startChecksum } from './checksums.ts'
import type { PayloadPlan } from './payload-plan.ts'

export interface PayloadFacts {
  sizeBytes: number
  /** Hex. */
  md5: string
  checksum: Checksum | null
}

/** For a body that is in memory as a whole: one call into OpenSSL a digest. */
export function digestWhole(bytes: Buffer, plan: PayloadPlan, trailers: Trailers): PayloadFacts {
  return compare(plan, trailers, {
    sizeBytes: bytes.length,
    md5: hash('md5', bytes),
    sha256: plan.sha256 === null ? null : hash('sha256', bytes),
    checksum: () => {
      if (plan.checksum === null) return ''
      const running = startChecksum(plan.checksum.algorithm)
      running.update(bytes)
      return running.digest().toString('base64')
    },
  })
}

type Trailers = ReadonlyMap<string, string>

export class PayloadDigest {
  private readonly plan: PayloadPlan
  private readonly md5 = createHash('md5')
  private readonly sha256
  private readonly checksum
  private sizeBytes = 0

  constructor(plan: PayloadPlan) {
    this.plan = plan
    this.sha256 = plan.sha256 === null ? null : createHash('sha256')
    this.checksum = plan.checksum === null ? null : startChecksum(plan.checksum.algorithm)
  }

  update(bytes: Buffer): void {
    this.sizeBytes += bytes.length
    if (this.sizeBytes > this.plan.lengthBytes) throw otherLength(this.plan.lengthBytes, this.sizeBytes)
    this.md5.update(bytes)
    this.sha256?.update(bytes)
    this.checksum?.update(bytes)
  }

  finish(trailers: Trailers): PayloadFacts {
    return compare(this.plan, trailers, {
      sizeBytes: this.sizeBytes,
      md5: this.md5.digest('hex'),
      sha256: this.sha256?.digest('hex') ?? null,
      checksum: () => this.checksum?.digest().toString('base64') ?? '',
    })
  }
}

interface Computed {
  sizeBytes: number
  md5: string
  sha256: string | null
  checksum: () => string
}

function compare(plan: PayloadPlan, trailers: Trailers, computed: Computed): PayloadFacts {
  const { sizeBytes, md5 } = computed
  if (sizeBytes !== plan.lengthBytes) throw otherLength(plan.lengthBytes, sizeBytes)
  if (computed.sha256 !== plan.sha256) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
  }
  if (plan.md5 !== null && Buffer.from(md5, 'hex').toString('base64') !== plan.md5) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.')
  }
  if (plan.checksum === null) return { sizeBytes, md5, checksum: null }
  const { algorithm } = plan.checksum
  const promised = plan.checksum.value ?? promisedInTrailer(algorithm, trailers)
  const value = computed.checksum()
  if (value !== promised) {
    throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`)
  }
  return { sizeBytes, md5, checksum: { algorithm, value, type: 'FULL_OBJECT' } }
}

function promisedInTrailer(algorithm: Checksum['algorithm'], trailers: Trailers): string {
  const text = trailers.get(checksumHeader(algorithm))
  if (text === undefined) {
    throw new S3Error(
      'InvalidRequest',
      `The trailer ${checksumHeader(algorithm)} was promised and did not come.`,
    )
  }
  return readChecksumValue(algorithm, text)
}

function otherLength(promised: number, received: number): S3Error {
  return new S3Error('IncompleteBody', `The body was to have ${promised} bytes; at least ${received} came.`)
}
