import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { type Bench, refusalOf } from './bench.ts'

export function checkBuckets(bench: Bench): void {
  describe('buckets', () => {
    it('are there once made, and gone once deleted', async () => {
      const client = bench.client()
      await client.send(new CreateBucketCommand({ Bucket: 'short-lived' }))
      await client.send(new HeadBucketCommand({ Bucket: 'short-lived' }))
      const { Buckets = [] } = await client.send(new ListBucketsCommand({}))
      expect(Buckets.map((bucket) => bucket.Name)).toContain('short-lived')
      await client.send(new DeleteBucketCommand({ Bucket: 'short-lived' }))
      expect((await refusalOf(client.send(new HeadBucketCommand({ Bucket: 'short-lived' })))).status).toBe(
        404,
      )
    })

    it('that were never made answer 404 to a head and NoSuchBucket to an object', async () => {
      const client = bench.client()
      expect((await refusalOf(client.send(new HeadBucketCommand({ Bucket: 'never-made' })))).status).toBe(404)
      const get = client.send(new GetObjectCommand({ Bucket: 'never-made', Key: 'a' }))
      expect(await refusalOf(get)).toEqual({ name: 'NoSuchBucket', status: 404 })
      const put = client.send(new PutObjectCommand({ Bucket: 'never-made', Key: 'a', Body: 'x' }))
      expect(await refusalOf(put)).toEqual({ name: 'NoSuchBucket', status: 404 })
    })

    it('that hold something cannot be deleted', async () => {
      const client = bench.client()
      await client.send(new PutObjectCommand({ Bucket: bench.bucket, Key: 'keeps/the-bucket', Body: 'x' }))
      const refusal = await refusalOf(client.send(new DeleteBucketCommand({ Bucket: bench.bucket })))
      expect(refusal).toEqual({ name: 'BucketNotEmpty', status: 409 })
    })
  })
}
