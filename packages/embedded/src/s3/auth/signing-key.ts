// A signing key depends on the secret, the day, the region and the service only, so one day needs one derivation.

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

export type SigningKeys = (day: string) => KeyObject

export function createSigningKeys(secretAccessKey: string, region: string): SigningKeys {
  let known: { day: string; key: KeyObject } | null = null
  return (day) => {
    if (known?.day !== day) known = { day, key: deriveSigningKey(secretAccessKey, day, region) }
    return known.key
  }
}

function deriveSigningKey(secretAccessKey: string, day: string, region: string): KeyObject {
  const dayKey = hmac(Buffer.from(`AWS4${secretAccessKey}`), day)
  return createSecretKey(hmac(hmac(hmac(dayKey, region), 's3'), 'aws4_request'))
}

export function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
