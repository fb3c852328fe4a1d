import { randomBytes } from 'node:crypto'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, it } from 'vitest'
import { type Bench, freshKey, readBody } from './bench.ts'

export function checkLinks(bench: Bench): void {
  const { bucket: Bucket } = bench
  const store = async (ending: string) => {
    const [Key, bytes] = [freshKey(ending), randomBytes(50_000)]
    await bench.client().send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: 'video/mp4' }))
    return { Key, bytes }
  }
  const link = (Key: string, more: object = {}, options: object = {}) =>
    getSignedUrl(bench.client(), new GetObjectCommand({ Bucket, Key, ...more }), {
      expiresIn: 60,
      ...options,
    })

  describe('presigned links', () => {
    it('give the object to anyone, whole and in ranges', async () => {
      const { Key, bytes } = await store('/clip of ü & you.mp4')
      const url = await link(Key)
      const whole = await fetch(url, { headers: { origin: 'https://elsewhere.example' } })
      expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
        200,
        'video/mp4',
        'bytes',
      ])
      expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
      const range = await fetch(url, { headers: { range: 'bytes=10-19' } })
      expect([range.status, range.headers.get('content-range')]).toEqual([206, 'bytes 10-19/50000'])
      expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true)
    })

    it('may set the type and the file name of the answer', async () => {
      const { Key } = await store('.mp4')
      const override = {
        ResponseContentDisposition: 'attachment; filename="my clip.mp4"',
        ResponseContentType: 'video/x-mine',
      }
      const reply = await fetch(await link(Key, override))
      expect(reply.headers.get('content-disposition')).toBe('attachment; filename="my clip.mp4"')
      expect(reply.headers.get('content-type')).toBe('video/x-mine')
    })

    it('are for one key, one method and one query only', async () => {
      const [first, second] = [await store(''), await store('')]
      const url = await link(first.Key)
      expect((await fetch(url.replace(first.Key, second.Key))).status).toBe(403)
      expect((await fetch(url, { method: 'DELETE' })).status).toBe(403)
      expect((await fetch(`${url}&response-content-type=text/html`)).status).toBe(403)
      expect((await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).status).toBe(403)
      expect((await fetch(url.replace(/X-Amz-Signature=.{4}/, 'X-Amz-Signature=0000'))).status).toBe(403)
      expect((await fetch(url)).status).toBe(200)
    })

    it('die when their time is over', async () => {
      const { Key } = await store('')
      const signingDate = new Date(Date.now() - 120_000)
      expect((await fetch(await link(Key, {}, { signingDate }))).status).toBe(403)
      expect((await fetch(await link(Key, {}, { signingDate, expiresIn: 600 }))).status).toBe(200)
    })

    it('let others head, put and delete as well', async () => {
      const Key = freshKey()
      // With checksums on, this SDK bakes the CRC32 of nothing into the link.
      const client = bench.running().client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
      const put = await fetch(await getSignedUrl(client, new PutObjectCommand({ Bucket, Key })), {
        method: 'PUT',
        body: 'from a browser',
      })
      expect(put.status).toBe(200)
      expect((await readBody(await client.send(new GetObjectCommand({ Bucket, Key })))).toString()).toBe(
        'from a browser',
      )
      const head = await fetch(await getSignedUrl(client, new HeadObjectCommand({ Bucket, Key })), {
        method: 'HEAD',
      })
      expect([head.status, head.headers.get('content-length')]).toEqual([200, '14'])
      const remove = await fetch(await getSignedUrl(client, new DeleteObjectCommand({ Bucket, Key })), {
        method: 'DELETE',
      })
      expect(remove.status).toBe(204)
      client.destroy()
    })
  })
}
