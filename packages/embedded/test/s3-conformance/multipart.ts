import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { describe, expect, it } from 'vitest'
import { type Bench, freshKey, readBody, refusalOf } from './bench.ts'
import { crc32Base64, slices } from './objects.ts'

const smallestPart = 5 * 1024 * 1024

export function checkMultipart(bench: Bench): void {
  const { bucket: Bucket, target } = bench
  const begin = async (Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) =>
    (await bench.client().send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId ?? ''
  const sendPart = async (
    Key: string,
    UploadId: string,
    PartNumber: number,
    Body: Buffer,
  ): Promise<CompletedPart> => {
    const part = await bench.client().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    return { PartNumber, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 }
  }
  const end = (Key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) =>
    bench
      .client()
      .send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
      )

  describe('multipart uploads', () => {
    it('of a stream become one object with its metadata', async () => {
      const [Key, bytes] = [freshKey('.mp4'), randomBytes(18_000_000)]
      const Body = Readable.from(slices(bytes, 1_000_000))
      const params = { Bucket, Key, Body, ContentType: 'video/mp4', Metadata: { k: 'v' } }
      await new Upload({ client: bench.client(), params, partSize: smallestPart, queueSize: 3 }).done()
      const got = await bench.client().send(new GetObjectCommand({ Bucket, Key }))
      expect((await readBody(got)).equals(bytes)).toBe(true)
      expect(got).toMatchObject({
        ContentType: 'video/mp4',
        Metadata: { k: 'v' },
        ContentLength: bytes.length,
      })
      expect(got.ETag).toMatch(/^"[0-9a-f]{32}-4"$/)
    })

    it('show nothing until they are complete, and list their parts', async () => {
      const [Key, bytes] = [freshKey(), randomBytes(smallestPart)]
      const id = await begin(Key)
      await sendPart(Key, id, 2, Buffer.from('replaced'))
      const parts = [await sendPart(Key, id, 1, bytes), await sendPart(Key, id, 2, Buffer.from('the end'))]
      expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404)
      const listed = await bench.client().send(new ListPartsCommand({ Bucket, Key, UploadId: id }))
      expect(listed.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
        [1, smallestPart],
        [2, 7],
      ])
      const md5s = [bytes, Buffer.from('the end')].map((part) => createHash('md5').update(part).digest())
      await end(Key, id, parts)
      const { ETag } = await bench.client().send(new HeadObjectCommand({ Bucket, Key }))
      expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`)
      // Ceph takes the same end twice.
      if (target.isCurrent) expect((await refusalOf(end(Key, id, parts))).name).toBe('NoSuchUpload')
    })

    it('that are aborted leave nothing', async () => {
      const Key = freshKey()
      const uploads = async () =>
        (await bench.client().send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }))).Uploads ?? []
      const id = await begin(Key)
      const part = await sendPart(Key, id, 1, Buffer.from('x'))
      expect((await uploads()).map((upload) => [upload.Key, upload.UploadId])).toEqual([[Key, id]])
      await bench.client().send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id }))
      expect(await uploads()).toEqual([])
      // Ceph 16 refuses this one by failing.
      expect((await refusalOf(end(Key, id, [part]))).name).toMatch(target.isCurrent ? 'NoSuchUpload' : /./)
      expect((await refusalOf(sendPart(Key, id, 1, Buffer.from('x')))).name).toBe('NoSuchUpload')
    })

    it('are refused when a part is wrong, missing, out of order or too small', async () => {
      const Key = freshKey()
      const id = await begin(Key)
      const first = await sendPart(Key, id, 1, randomBytes(smallestPart))
      const second = await sendPart(Key, id, 2, randomBytes(smallestPart - 1))
      const third = await sendPart(Key, id, 3, Buffer.from('end'))
      expect(
        (await refusalOf(end(Key, id, [{ ...first, ETag: '"00000000000000000000000000000000"' }]))).name,
      ).toBe('InvalidPart')
      expect((await refusalOf(end(Key, id, [{ ...first, PartNumber: 7 }]))).name).toBe('InvalidPart')
      const order = target.isCurrent ? /^InvalidPartOrder$/ : /^InvalidPart/
      expect((await refusalOf(end(Key, id, [third, first]))).name).toMatch(order)
      expect((await refusalOf(end(Key, id, [first, second, third]))).name).toBe('EntityTooSmall')
      expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404)
      // Ceph 16 wants every part that came; S3 only those it is told.
      if (target.isCurrent) await end(Key, id, [first, third])
    })

    it('that were never begun are unknown', async () => {
      const Key = freshKey()
      expect((await refusalOf(sendPart(Key, 'a'.repeat(32), 1, Buffer.from('x')))).name).toBe('NoSuchUpload')
    })
  })

  describe.skipIf(!target.isCurrent)('checksums of multipart uploads', () => {
    it('may be of the whole object, and are verified at the end', async () => {
      const [Key, bytes] = [freshKey(), randomBytes(smallestPart + 1000)]
      const id = await begin(Key, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' })
      const parts = [
        await sendPart(Key, id, 1, bytes.subarray(0, smallestPart)),
        await sendPart(Key, id, 2, bytes.subarray(smallestPart)),
      ]
      const wrong = end(Key, id, parts, { ChecksumCRC32: 'AAAAAA==', ChecksumType: 'FULL_OBJECT' })
      expect((await refusalOf(wrong)).name).toBe('BadDigest')
      expect((await refusalOf(end(Key, id, parts, { MpuObjectSize: 5 }))).name).toBe('InvalidRequest')
      expect((await refusalOf(bench.client().send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404)
      const whole = {
        ChecksumCRC32: crc32Base64(bytes),
        ChecksumType: 'FULL_OBJECT',
        MpuObjectSize: bytes.length,
      }
      await end(Key, id, parts, whole)
      const head = await bench.client().send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
      expect(head).toMatchObject({ ChecksumCRC32: crc32Base64(bytes), ChecksumType: 'FULL_OBJECT' })
    })

    it('are otherwise a checksum of the parts’ checksums', async () => {
      const Key = freshKey()
      const id = await begin(Key, { ChecksumAlgorithm: 'CRC32' })
      const part = await sendPart(Key, id, 1, Buffer.from('hello'))
      expect((await refusalOf(end(Key, id, [{ ...part, ChecksumCRC32: 'AAAAAA==' }]))).name).toBe(
        'InvalidPart',
      )
      expect((await refusalOf(end(Key, id, [{ ...part, ChecksumCRC32: undefined }]))).name).toBe(
        'InvalidRequest',
      )
      await end(Key, id, [part])
      const head = await bench.client().send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
      const composite = crc32Base64(Buffer.from(part.ChecksumCRC32 ?? '', 'base64'))
      expect(head).toMatchObject({ ChecksumCRC32: `${composite}-1`, ChecksumType: 'COMPOSITE' })
    })

    it('are verified for each part', async () => {
      const Key = freshKey()
      const id = await begin(Key, { ChecksumAlgorithm: 'CRC32' })
      const part = { Bucket, Key, UploadId: id, PartNumber: 1, Body: 'hello' }
      const wrong = bench.client().send(new UploadPartCommand({ ...part, ChecksumCRC32: 'AAAAAA==' }))
      expect((await refusalOf(wrong)).name).toBe('BadDigest')
      const other = bench.client().send(new UploadPartCommand({ ...part, ChecksumAlgorithm: 'SHA256' }))
      expect((await refusalOf(other)).name).toBe('InvalidRequest')
    })
  })
}
