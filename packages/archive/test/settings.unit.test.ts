import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parseSizeBytes, readArchiveSettings, readStoreSettings } from '../src/index.ts'

describe('store settings', () => {
  it('point to AWS in us-east-1 when nothing is said, and to a path under any other endpoint', () => {
    expect(readStoreSettings({})).toMatchObject({
      endpoint: null,
      region: 'us-east-1',
      bucket: 'reelkeep',
      forcePathStyle: false,
      checksum: 'when_supported',
      credentials: null,
    })
    expect(readStoreSettings({ S3_ENDPOINT: 'http://127.0.0.1:9000/' })).toMatchObject({
      endpoint: 'http://127.0.0.1:9000',
      forcePathStyle: true,
    })
  })

  it('never print the secret', () => {
    const settings = readStoreSettings({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'canary' })
    expect(settings.credentials?.()).toEqual({ accessKeyId: 'id', secretAccessKey: 'canary' })
    expect(`${inspect(settings)}${JSON.stringify(settings)}`).not.toContain('canary')
  })

  it.each([
    [{ S3_ENDPOINT: 'localhost' }, /^S3_ENDPOINT must be an address/],
    [{ S3_PUBLIC_ENDPOINT: 'ftp://x' }, /^S3_PUBLIC_ENDPOINT must be/],
    [{ S3_BUCKET: 'My_Bucket' }, /^S3_BUCKET must be 3 to 63/],
    [{ S3_FORCE_PATH_STYLE: 'yes' }, /^S3_FORCE_PATH_STYLE must be true or false/],
    [{ S3_CHECKSUM: 'never' }, /^S3_CHECKSUM must be when_supported or when_required/],
    [{ AWS_ACCESS_KEY_ID: 'id' }, /^AWS_SECRET_ACCESS_KEY must be set/],
  ])('refuse %j in one line', (env, message) => {
    expect(() => readStoreSettings(env)).toThrow(message)
  })
})

describe('archive settings', () => {
  it('have the defaults of the contract', () => {
    expect(readArchiveSettings(undefined)).toEqual({
      keyTemplate: '{batch}/{custom_id|row}_{slug}.mp4',
      maxBytes: 2 * 1024 ** 3,
      minBytesPerSecond: 16 * 1024,
      concurrency: 8,
      scrub: { everyMs: 3_600_000, sample: 20 },
      unwellAfterMs: 300_000,
      atRiskMaxTicks: 1_000_000_000_000n,
      atRiskMaxClips: 500,
      rescueMaxBytes: 20 * 1024 ** 3,
    })
    expect(readArchiveSettings({ scrub: { every: '30m' } }).scrub).toEqual({ everyMs: 1_800_000, sample: 20 })
    expect(readArchiveSettings({ max_bytes: '500 MB', concurrency: 2 })).toMatchObject({
      maxBytes: 500_000_000,
      concurrency: 2,
    })
  })

  it.each([
    [{ max_size: 1 }, /^archive\.max_size is no setting/],
    [{ max_bytes: 'lots' }, /^archive\.max_bytes must be a size/],
    [{ min_bytes_per_second: 0 }, /^archive\.min_bytes_per_second must be a size/],
    [{ concurrency: 0 }, /^archive\.concurrency must be a whole number/],
    [{ key: 'clip.avi' }, /^archive\.key must end in \.mp4/],
    [{ scrub: { every: 'daily' } }, /^archive\.scrub\.every must be a duration/],
    [{ scrub: { size: 3 } }, /^archive\.scrub takes every and sample/],
    ['x', /^archive must be a mapping/],
  ])('refuse %j in one line', (section, message) => {
    expect(() => readArchiveSettings(section)).toThrow(message)
  })

  it('read sizes in both kinds of units', () => {
    expect(['1048576', '2GiB', '1.5GiB', '0x10', '3 KB'].map(parseSizeBytes)).toEqual([
      1_048_576,
      2 * 1024 ** 3,
      null,
      null,
      3000,
    ])
  })
})
