// What a caller claims about its signature, read from either place into one shape. Nothing here is trusted yet.

import type { IncomingHttpHeaders } from 'node:http'
import { S3Error, type S3ErrorCode } from '../s3-error.ts'
import type { Target } from '../target.ts'

export interface Claim {
  accessKeyId: string
  day: string
  region: string
  service: string
  /** As written, since the text itself is signed. */
  timestamp: string
  signedAt: Date
  signedHeaders: string[]
  signature: string
  payloadHash: string
  /** null: signed in the header, valid within the clock skew only. */
  expiresSeconds: number | null
}

export function readHeaderClaim(authorization: string, headers: IncomingHttpHeaders): Claim {
  const refuse = refusing('AuthorizationHeaderMalformed')
  const match = headerPattern.exec(authorization)
  if (!match) throw refuse('The Authorization header is not signature version 4.')
  const [, credential = '', signedHeaders = '', signature = ''] = match
  const payloadHash = single(headers['x-amz-content-sha256'])
  if (payloadHash === undefined) {
    throw new S3Error('MissingSecurityHeader', 'The header x-amz-content-sha256 is missing.')
  }
  const timestamp = single(headers['x-amz-date'])
  if (timestamp === undefined) throw new S3Error('AccessDenied', 'The header x-amz-date is missing.')
  return {
    ...readCredential(credential, timestamp, refuse),
    signedHeaders: signedHeaders.split(';'),
    signature,
    payloadHash,
    expiresSeconds: null,
  }
}

const headerPattern =
  /^AWS4-HMAC-SHA256 +Credential=([^, ]+) *, *SignedHeaders=([a-z0-9!#$%&'*+.^_`|~;-]+) *, *Signature=([0-9a-f]{64})$/

export function readQueryClaim(target: Target, headers: IncomingHttpHeaders): Claim {
  const refuse = refusing('AuthorizationQueryParametersError')
  const parameter = (name: string): string => {
    const value = target.query.get(name)
    if (value === undefined) throw refuse(`The query parameter ${name} is missing.`)
    return value
  }
  if (parameter('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw refuse('X-Amz-Algorithm must be AWS4-HMAC-SHA256.')
  }
  const signature = parameter('X-Amz-Signature')
  if (!/^[0-9a-f]{64}$/.test(signature)) throw refuse('X-Amz-Signature is not a signature.')
  const expires = parameter('X-Amz-Expires')
  const expiresSeconds = /^\d{1,6}$/.test(expires) ? Number(expires) : Number.NaN
  if (!(expiresSeconds >= 1 && expiresSeconds <= longestLinkSeconds)) {
    throw refuse(`X-Amz-Expires must be a whole number between 1 and ${longestLinkSeconds}.`)
  }
  return {
    ...readCredential(parameter('X-Amz-Credential'), parameter('X-Amz-Date'), refuse),
    signedHeaders: parameter('X-Amz-SignedHeaders').split(';'),
    signature,
    payloadHash:
      target.query.get('X-Amz-Content-Sha256') ??
      single(headers['x-amz-content-sha256']) ??
      'UNSIGNED-PAYLOAD',
    expiresSeconds,
  }
}

const longestLinkSeconds = 7 * 24 * 60 * 60

type Refuse = (message: string) => S3Error

function refusing(code: S3ErrorCode): Refuse {
  return (message) => new S3Error(code, message)
}

function readCredential(credential: string, timestamp: string, refuse: Refuse) {
  const parts = credential.split('/')
  const [day = '', region = '', service = '', end] = parts.slice(-4)
  const accessKeyId = parts.slice(0, -4).join('/')
  if (parts.length < 5 || end !== 'aws4_request' || accessKeyId === '') {
    throw refuse('The credential must be <key>/<day>/<region>/s3/aws4_request.')
  }
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp)
  if (!match || !timestamp.startsWith(day)) {
    throw refuse('The time signed must be written as 20260131T235959Z, on the day of the credential.')
  }
  const [, year, month, date, hour, minute, second] = match
  const signedAt = new Date(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(signedAt.getTime())) throw refuse('The time signed is not a time.')
  return { accessKeyId, day, region, service, timestamp, signedAt }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}
