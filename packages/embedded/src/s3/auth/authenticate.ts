// Signature version 4, in a header or in a presigned query. Nothing is served without one.

import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { S3Error } from '../s3-error.ts'
import type { Target } from '../target.ts'
import { canonicalRequest, sha256Hex } from './canonical-request.ts'
import { type Claim, readHeaderClaim, readQueryClaim } from './claim.ts'
import { hmac, type SigningKeys } from './signing-key.ts'

export interface Credentials {
  accessKeyId: string
  region: string
  signingKeys: SigningKeys
}

/** What the signature vouches for: who checks the body must use this hash, not one from an unsigned place. */
export interface Authenticated {
  payloadHash: string
  presigned: boolean
}

export function authenticate(
  request: IncomingMessage,
  target: Target,
  credentials: Credentials,
  now: Date,
): Authenticated {
  const claim = readClaim(request, target)
  checkScope(claim, credentials)
  checkTime(claim, now)
  checkSignedHeaders(claim, request)
  const text = canonicalRequest({
    method: request.method ?? '',
    target,
    headers: request.headers,
    signedHeaders: claim.signedHeaders,
    payloadHash: claim.payloadHash,
  })
  const scope = `${claim.day}/${claim.region}/${claim.service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${sha256Hex(text)}`
  const expected = hmac(credentials.signingKeys(claim.day), toSign)
  const given = Buffer.from(claim.signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error('SignatureDoesNotMatch', 'The signature is not the one this secret key makes.')
  }
  return { payloadHash: claim.payloadHash, presigned: claim.expiresSeconds !== null }
}

function readClaim(request: IncomingMessage, target: Target): Claim {
  const authorization = request.headers.authorization
  const inQuery = target.query.has('X-Amz-Algorithm') || target.query.has('X-Amz-Signature')
  if (authorization !== undefined && inQuery) {
    throw new S3Error('InvalidArgument', 'Sign in the header or in the query, not in both.')
  }
  if (inQuery) return readQueryClaim(target, request.headers)
  if (authorization !== undefined) return readHeaderClaim(authorization, request.headers)
  throw new S3Error('AccessDenied', 'The request is not signed.')
}

function checkScope(claim: Claim, credentials: Credentials): void {
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', 'This server does not know the access key.')
  }
  if (claim.region !== credentials.region || claim.service !== 's3') {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `The credential must be for region ${credentials.region} and service s3.`,
      { details: { Region: credentials.region } },
    )
  }
}

const skewLimitMs = 15 * 60 * 1000

function checkTime(claim: Claim, now: Date): void {
  const ageMs = now.getTime() - claim.signedAt.getTime()
  if (claim.expiresSeconds === null) {
    if (Math.abs(ageMs) > skewLimitMs) throw tooSkewed(now)
    return
  }
  if (ageMs < -skewLimitMs) throw tooSkewed(now)
  if (ageMs > claim.expiresSeconds * 1000) {
    throw new S3Error('AccessDenied', 'The presigned link has expired.', {
      details: { ServerTime: now.toISOString() },
    })
  }
}

function tooSkewed(now: Date): S3Error {
  return new S3Error('RequestTimeTooSkewed', 'The time signed and the time here differ by over 15 minutes.', {
    details: { ServerTime: now.toISOString() },
  })
}

/** An unsigned x-amz header could be added by whoever holds a link, so each one present must be signed. */
function checkSignedHeaders(claim: Claim, request: IncomingMessage): void {
  const signed = new Set(claim.signedHeaders)
  const missing = Object.keys(request.headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.has(name),
  )
  if (missing.length > 0 || !signed.has('host')) {
    throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed.', {
      details: { HeadersNotSigned: missing.join(', ') || 'host' },
    })
  }
}
