import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { type Bench, freshKey, readBody, refusalOf } from './bench.ts'

export function checkObjects(bench: Bench): void {
  const { bucket: Bucket, target } = bench

  describe('objects', () => {
    it('come back byte for byte with their type and metadata', async () => {
      const [Key, bytes] = [freshKey('.mp4'), randomBytes(100_000)]
      const put = {
        Bucket,
        Key,
        Body: bytes,
        ContentType: 'video/mp4',
        CacheControl: 'no-store',
        Metadata: { job: 'job_1' },
      }
      const { ETag } = await bench.client().send(new PutObjectCommand(put))
      const got = await bench.client().send(new GetObjectCommand({ Bucket, Key }))
      expect((await readBody(got)).equals(bytes)).toBe(true)
      expect(got).toMatchObject({
        ContentType: 'video/mp4',
        CacheControl: 'no-store',
        Metadata: { job: 'job_1' },
      })
      expect([ETag, got.ETag]).toEqual([md5Tag(bytes), md5Tag(bytes)])
      const head = await bench.client().send(new HeadObjectCommand({ Bucket, Key }))
      expect(head).toMatchObject({
        ContentLength: 100_000,
        ContentType: 'video/mp4',
        ETag,
        Metadata: { job: 'job_1' },
      })
    })

    it('may be empty', async () => {
      const Key = freshKey()
      await bench.client().send(new PutObjectCommand({ Bucket, Key, Body: '', ContentLength: 0 }))
      const got = await bench.client().send(new GetObjectCommand({ Bucket, Key }))
      expect([await readBody(got), got.ContentLength]).toEqual([Buffer.alloc(0), 0])
    })

    it.each([
      'with space and +plus.mp4',
      'percent%41%2Fslash',
      'ünïcödé/日本/🎬.mp4',
      'quotes\'"(and)!*brackets[]',
      'a&b<c>d;e=f?g#h',
      'trailing/',
      'a//b',
      '../../outside',
      './here',
    ])('may have the key %s', async (Key) => {
      await bench.client().send(new PutObjectCommand({ Bucket, Key, Body: `bytes of ${Key}` }))
      const got = await bench.client().send(new GetObjectCommand({ Bucket, Key }))
      expect((await readBody(got)).toString()).toBe(`bytes of ${Key}`)
      await bench.client().send(new DeleteObjectCommand({ Bucket, Key }))
      expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404)
    })

    it('of one key and of keys below it live side by side', async () => {
      const Key = freshKey()
      const keys = [`${Key}/below/deep`, Key, `${Key}/below`]
      for (const each of keys) {
        await bench.client().send(new PutObjectCommand({ Bucket, Key: each, Body: each }))
      }
      for (const each of keys) {
        const got = await bench.client().send(new GetObjectCommand({ Bucket, Key: each }))
        expect((await readBody(got)).toString()).toBe(each)
      }
    })

    it.skipIf(!target.isCurrent)('may come as a stream with a checksum trailer', async () => {
      const [Key, bytes] = [freshKey(), randomBytes(3_000_000)]
      const Body = Readable.from(slices(bytes, 70_000))
      await bench.client().send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: bytes.length }))
      const got = await bench.client().send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
      expect(got).toMatchObject({ ChecksumCRC32: crc32Base64(bytes), ChecksumType: 'FULL_OBJECT' })
      expect(got.ContentEncoding).toBeUndefined()
      expect((await readBody(got)).equals(bytes)).toBe(true)
    })

    it('give the ranges asked for and refuse those outside', async () => {
      const [Key, bytes] = [freshKey(), randomBytes(1_000_000)]
      await bench.client().send(new PutObjectCommand({ Bucket, Key, Body: bytes }))
      const get = (Range: string) => bench.client().send(new GetObjectCommand({ Bucket, Key, Range }))
      const cases: [string, Buffer, string][] = [
        ['bytes=0-0', bytes.subarray(0, 1), 'bytes 0-0/1000000'],
        ['bytes=1000-500999', bytes.subarray(1000, 501_000), 'bytes 1000-500999/1000000'],
        ['bytes=999990-', bytes.subarray(999_990), 'bytes 999990-999999/1000000'],
        ['bytes=-10', bytes.subarray(999_990), 'bytes 999990-999999/1000000'],
        ['bytes=999990-2000000', bytes.subarray(999_990), 'bytes 999990-999999/1000000'],
      ]
      for (const [range, expected, contentRange] of cases) {
        const got = await get(range)
        expect((await readBody(got)).equals(expected), range).toBe(true)
        expect([got.$metadata.httpStatusCode, got.ContentRange, got.ContentLength]).toEqual([
          206,
          contentRange,
          expected.length,
        ])
      }
      expect(await refusalOf(get('bytes=1000000-'))).toEqual({ name: 'InvalidRange', status: 416 })
    })

    it('that are not there answer NoSuchKey to a get and a bare 404 to a head', async () => {
      const Key = freshKey()
      const get = await refusalOf(bench.client().send(new GetObjectCommand({ Bucket, Key })))
      expect(get).toEqual({ name: 'NoSuchKey', status: 404 })
      expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404)
    })

    it('are replaced as a whole: type and metadata do not linger', async () => {
      const Key = freshKey()
      await bench
        .client()
        .send(
          new PutObjectCommand({ Bucket, Key, Body: 'one', ContentType: 'video/mp4', Metadata: { a: 'b' } }),
        )
      await bench
        .client()
        .send(new PutObjectCommand({ Bucket, Key, Body: 'two!', ContentType: 'text/plain' }))
      const got = await bench.client().send(new GetObjectCommand({ Bucket, Key }))
      expect((await readBody(got)).toString()).toBe('two!')
      expect([got.ContentType, got.Metadata]).toEqual(['text/plain', {}])
    })

    it('can be deleted many at once, and one that is not there counts as deleted', async () => {
      const keys = [freshKey(), freshKey(' & <odd>'), freshKey()]
      for (const Key of keys.slice(1))
        await bench.client().send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
      const Objects = keys.map((Key) => ({ Key }))
      const { Deleted = [], Errors } = await bench
        .client()
        .send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
      expect([Deleted.map((each) => each.Key).sort(), Errors]).toEqual([[...keys].sort(), undefined])
      for (const Key of keys) {
        expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(
          404,
        )
      }
    })

    it('are refused when their MD5 is wrong, and nothing is kept', async () => {
      const Key = freshKey()
      const put = new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })
      expect(await refusalOf(bench.client().send(put))).toEqual({ name: 'BadDigest', status: 400 })
      expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404)
    })

    it.skipIf(!target.isCurrent).each([
      ['CRC32', { ChecksumCRC32: 'AAAAAA==' }],
      ['CRC32C', { ChecksumCRC32C: 'AAAAAA==' }],
      ['SHA1', { ChecksumSHA1: `${'A'.repeat(27)}=` }],
      ['SHA256', { ChecksumSHA256: `${'A'.repeat(43)}=` }],
    ])('are refused when their %s is wrong, and nothing is kept', async (_, checksum) => {
      const Key = freshKey()
      const put = new PutObjectCommand({ Bucket, Key, Body: 'hello', ...checksum })
      expect(await refusalOf(bench.client().send(put))).toEqual({ name: 'BadDigest', status: 400 })
      expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404)
    })

    it.skipIf(!target.isCurrent).each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
      'keep the %s they came with and give it back',
      async (algorithm) => {
        const Key = freshKey()
        const put = await bench
          .client()
          .send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ChecksumAlgorithm: algorithm }))
        const head = await bench
          .client()
          .send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
        expect(head[`Checksum${algorithm}`]).toMatch(/=$/)
        expect([head[`Checksum${algorithm}`], head.ChecksumType]).toEqual([
          put[`Checksum${algorithm}`],
          'FULL_OBJECT',
        ])
      },
    )
  })
}

export function md5Tag(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

export function crc32Base64(bytes: Buffer): string {
  const value = Buffer.alloc(4)
  value.writeUInt32BE(crc32(bytes))
  return value.toString('base64')
}

export function* slices(bytes: Buffer, sizeBytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += sizeBytes) yield bytes.subarray(at, at + sizeBytes)
}
