import { createHmac } from 'node:crypto'
import type { JobId } from '@reelkeep/core'
import { adminKeyId } from '@reelkeep/db'
import type { ApiConfig } from './config.ts'
import { isSameText } from './session.ts'

/** What a link to a clip stands for. */
export type Share = {
  readonly jobId: JobId
  /** Who gave it away: the link ends with the key. */
  readonly keyId: string
  readonly sha256: string
  readonly expiresAt: Date
}

const idLength = 26
const shape = /^([0-9a-z]{26})([0-9a-z]{26})([0-9a-z]{1,9})\.([\w-]{43})\.([\w-]{43})$/

/**
 * `<job><key><expiry>.<hash of the clip>.<signature>`: all that it says is in it, so that a forged one is told without a
 * look-up. A link that the configuration's key gave away ends when that key is changed.
 */
export function sealShare(share: Share, config: SigningConfig): string {
  const { jobId, keyId, sha256, expiresAt } = share
  const ids = `${jobId.slice(-idLength)}${keyId.slice(-idLength)}`
  const hash = Buffer.from(sha256, 'hex').toString('base64url')
  const text = `${ids}${Math.floor(expiresAt.getTime() / 1_000).toString(36)}.${hash}`
  return `${text}.${signatureOf(text, keyId, config)}`
}

/** Null: it is none of ours, was altered, or is over. */
export function openShare(token: string, config: SigningConfig, now: Date): Share | null {
  const match = shape.exec(token)
  if (match === null) return null
  const [, job = '', key = '', expires = '', hash = '', signature = ''] = match
  const keyId = `key_${key}`
  const expected = signatureOf(`${job}${key}${expires}.${hash}`, keyId, config)
  const expiresAt = new Date(Number.parseInt(expires, 36) * 1_000)
  if (!isSameText(expected, signature) || expiresAt <= now) return null
  const jobId = `job_${job}` as JobId // parsed above
  return { jobId, keyId, sha256: Buffer.from(hash, 'base64url').toString('hex'), expiresAt }
}

type SigningConfig = Pick<ApiConfig, 'secret' | 'adminKey'>

function signatureOf(text: string, keyId: string, { secret, adminKey }: SigningConfig): string {
  const purpose = keyId === adminKeyId ? `share:${adminKey}` : 'share'
  const key = createHmac('sha256', secret).update(purpose).digest()
  return createHmac('sha256', key).update(text).digest('base64url')
}
