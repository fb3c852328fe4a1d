import type { JobId } from '@reelkeep/core'
import { adminKeyId } from '@reelkeep/db'
import { describe, expect, test } from 'vitest'
import { secondsOf } from '../src/duration-text.ts'
import { openShare, type Share, sealShare } from '../src/share-link.ts'

const config = { secret: 's'.repeat(32), adminKey: 'a'.repeat(32) }
const now = new Date('2026-11-20T08:00:00Z')
const share: Share = {
  jobId: 'job_01h45ytscbebyvny4gc8cr8ma2' as JobId,
  keyId: 'key_01h45ytscbebyvny4gc8cr8ma3',
  sha256: 'ab'.repeat(32),
  expiresAt: new Date('2026-11-20T09:00:00Z'),
}

describe('a link to a clip', () => {
  test('says what it was made of, until it expires', () => {
    const token = sealShare(share, config)
    expect(openShare(token, config, now)).toEqual(share)
    expect(openShare(token, config, new Date('2026-11-20T08:59:59Z'))).toEqual(share)
    expect(openShare(token, config, share.expiresAt)).toBe(null)
  })

  test('is none of ours with any character changed, added or left out', () => {
    const token = sealShare(share, config)
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'a' ? 'b' : 'a'
      expect([at, openShare(`${token.slice(0, at)}${other}${token.slice(at + 1)}`, config, now)]).toEqual([
        at,
        null,
      ])
    }
    expect(openShare(`${token}a`, config, now)).toBe(null)
    expect(openShare(token.slice(0, -1), config, now)).toBe(null)
  })

  test('ends with the secret, and one of the configuration’s key with that key', () => {
    const token = sealShare(share, config)
    expect(openShare(token, { ...config, secret: 't'.repeat(32) }, now)).toBe(null)
    expect(openShare(token, { ...config, adminKey: 'b'.repeat(32) }, now)).toEqual(share)
    const own = sealShare({ ...share, keyId: adminKeyId }, config)
    expect(openShare(own, config, now)).toMatchObject({ keyId: adminKeyId })
    expect(openShare(own, { ...config, adminKey: 'b'.repeat(32) }, now)).toBe(null)
  })
})

test.each([
  ['300s', 300],
  ['5m', 300],
  ['2h', 7_200],
  ['7d', 604_800],
  ['7', null],
  ['-1h', null],
  ['1.5h', null],
  ['1w', null],
])('%s is %s seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds)
})
