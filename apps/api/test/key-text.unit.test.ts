import { describe, expect, test } from 'vitest'
import { isDigestOf, keyDigest, lastFourOf, newKeyText, readKeyText } from '../src/keys/key-text.ts'

const id = 'key_01h45ytscbebyvny4gc8cr8ma2'
const secret = 'pepper-pepper-pepper-pepper-pepper'

describe('the text of a key', () => {
  test('names its row, has 256 random bits, and no two are equal', () => {
    const texts = Array.from({ length: 200 }, () => newKeyText(id))
    expect(new Set(texts).size).toBe(200)
    for (const text of texts) {
      expect(text).toMatch(/^rk_live_01h45ytscbebyvny4gc8cr8ma2_[0-9A-Za-z]{49}$/)
      expect(readKeyText(text)).toEqual({ outcome: 'key', key: { id, text } })
    }
  })

  test('is known as damaged when a character is changed, missing or added', () => {
    const text = newKeyText(id)
    const swapped = `${text.slice(0, 40)}${text[40] === 'a' ? 'b' : 'a'}${text.slice(41)}`
    for (const damaged of [
      swapped,
      text.slice(0, -1),
      `${text}0`,
      text.toUpperCase().replace('RK_LIVE_', 'rk_live_'),
    ]) {
      expect(readKeyText(damaged)).toEqual({ outcome: 'damaged' })
    }
    expect(readKeyText('sk-something-else')).toEqual({ outcome: 'foreign' })
  })

  test('has the checksum that a scanner of secrets can work out by itself', () => {
    // CRC-32, as zlib has it, of all that stands before, in base 62: worked out in another language.
    const text = `rk_live_01h45ytscbebyvny4gc8cr8ma2_${'0'.repeat(43)}2Xn46t`
    expect(readKeyText(text)).toEqual({ outcome: 'key', key: { id, text } })
  })
})

describe('the digest of a key', () => {
  test('fits its own text alone, and only under the same server secret', () => {
    const text = newKeyText(id)
    const kept = keyDigest(secret, text)
    expect(isDigestOf(kept, keyDigest(secret, text))).toBe(true)
    expect(isDigestOf(kept, keyDigest(secret, newKeyText(id)))).toBe(false)
    expect(isDigestOf(kept, keyDigest(`${secret}2`, text))).toBe(false)
    expect(kept).not.toContain(lastFourOf(text))
  })

  test('of a row without one fits nothing, not even what it is compared with', () => {
    expect(isDigestOf(null, Buffer.alloc(32).toString('base64url'))).toBe(false)
  })
})
