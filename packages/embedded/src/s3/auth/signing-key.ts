// A signing key depends on the secret, the day, the region and the service only, so one day needs one derivation.

import { createHmac } from 'node:crypto'

export type SigningKeys = (day: string) => Buffer

export function createSigningKeys(secretAccessKey: string, region: string): SigningKeys {
  let known: { day: string; key: Buffer } = { day: '', key: Buffer.alloc(0) }
  return (day) => {
    if (known.day !== day) known = { day, key: deriveSigningKey(secretAccessKey, day, region) }
    return known.key
  }
}

function deriveSigningKey(secretAccessKey: string, day: string, region: string): Buffer {
  const dayKey = hmac(Buffer.from(`AWS4${secretAccessKey}`), day)
  return hmac(hmac(hmac(dayKey, region), 's3'), 'aws4_request')
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
