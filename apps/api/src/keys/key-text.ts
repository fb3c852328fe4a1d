import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

// `rk_live_<id>_<secret><checksum>`: the id finds the row, the secret proves who asks, and the checksum lets anybody see
// without asking us that a text is one of these keys, whole and unaltered.

export type ParsedKey = {
  /** Of the row. */
  readonly id: string
  readonly text: string
}

export type KeyReading =
  | { readonly outcome: 'key'; readonly key: ParsedKey }
  /** It begins like a key of ours, and is cut short or mistyped. */
  | { readonly outcome: 'damaged' }
  | { readonly outcome: 'foreign' }

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretBytes = 32
/** 62^43 is just above 2^256. */
const secretLength = 43
/** 62^6 is above 2^32. */
const checksumLength = 6
const prefix = 'rk_live_'
const idPrefix = 'key_'
const shape = new RegExp(
  `^${prefix}([0-9a-z]{26})_([0-9A-Za-z]{${secretLength}})([0-9A-Za-z]{${checksumLength}})$`,
)

/** A new secret for a row's id: 256 random bits. Whoever loses the text makes another key; it is kept nowhere. */
export function newKeyText(id: string): string {
  const secret = base62(BigInt(`0x${randomBytes(secretBytes).toString('hex')}`), secretLength)
  const body = `${prefix}${id.slice(idPrefix.length)}_${secret}`
  return `${body}${checksumOf(body)}`
}

/** Tells without any look-up whether a text can be a key at all. */
export function readKeyText(text: string): KeyReading {
  if (!text.startsWith(prefix)) return { outcome: 'foreign' }
  const match = shape.exec(text)
  if (match === null) return { outcome: 'damaged' }
  const [, id = '', secret = '', checksum = ''] = match
  if (checksumOf(`${prefix}${id}_${secret}`) !== checksum) return { outcome: 'damaged' }
  return { outcome: 'key', key: { id: `${idPrefix}${id}`, text } }
}

/** Enough to tell two keys apart in a list, and no help to a guesser. */
export function lastFourOf(text: string): string {
  return text.slice(-4)
}

/**
 * What a row keeps of its key. The secret has 256 bits, so that a slow hash would buy nothing; without
 * `REELKEEP_SECRET`, which is not in the database, nobody can make a row that lets them in.
 */
export function keyDigest(serverSecret: string, text: string): string {
  return createHmac('sha256', serverSecret).update(`api-key:${text}`).digest('base64url')
}

/** Nothing that was ever a digest, of the same length: an unknown id takes the time of a known one. */
const noDigest = Buffer.alloc(32).toString('base64url')

export function isDigestOf(expected: string | null, presented: string): boolean {
  const known = Buffer.from(expected ?? noDigest)
  const shown = Buffer.from(presented)
  return known.length === shown.length && timingSafeEqual(known, shown) && expected !== null
}

function checksumOf(body: string): string {
  return base62(BigInt(crc32(body)), checksumLength)
}

function base62(value: bigint, length: number): string {
  let text = ''
  for (let left = value; text.length < length; left /= 62n) text = `${digits[Number(left % 62n)]}${text}`
  return text
}
