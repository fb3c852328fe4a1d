import {
  CopyObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { type Bench, freshKey, readBody, refusalOf } from './bench.ts'

export function checkCopiesAndTags(bench: Bench): void {
  const { bucket: Bucket } = bench
  const tagsOf = async (Key: string) =>
    (await bench.client().send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet

  describe('copies and tags', () => {
    it('a copy has the bytes, type and metadata of its source', async () => {
      const [Key, copy] = [freshKey(' source ü.mp4'), freshKey()]
      await bench
        .client()
        .send(
          new PutObjectCommand({ Bucket, Key, Body: 'clip', ContentType: 'video/mp4', Metadata: { a: 'b' } }),
        )
      const CopySource = `${Bucket}/${encodeURIComponent(Key)}`
      const { CopyObjectResult } = await bench
        .client()
        .send(new CopyObjectCommand({ Bucket, Key: copy, CopySource }))
      const got = await bench.client().send(new GetObjectCommand({ Bucket, Key: copy }))
      expect((await readBody(got)).toString()).toBe('clip')
      expect(got).toMatchObject({
        ContentType: 'video/mp4',
        Metadata: { a: 'b' },
        ETag: `"${CopyObjectResult?.ETag?.replaceAll('"', '')}"`,
      })
    })

    it('a copy with REPLACE has the metadata given with it', async () => {
      const Key = freshKey()
      await bench.client().send(new PutObjectCommand({ Bucket, Key, Body: 'clip', Metadata: { a: 'b' } }))
      const replace = {
        MetadataDirective: 'REPLACE',
        Metadata: { c: 'd' },
        ContentType: 'video/mp4',
      } as const
      await bench
        .client()
        .send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${Key}`, ...replace }))
      const head = await bench.client().send(new HeadObjectCommand({ Bucket, Key }))
      expect([head.Metadata, head.ContentType]).toEqual([{ c: 'd' }, 'video/mp4'])
    })

    it('a copy of what is not there is refused', async () => {
      const copy = new CopyObjectCommand({ Bucket, Key: freshKey(), CopySource: `${Bucket}/${freshKey()}` })
      expect(await refusalOf(bench.client().send(copy))).toEqual({ name: 'NoSuchKey', status: 404 })
    })

    it('tags can be set, read, replaced and removed without touching the object', async () => {
      const Key = freshKey()
      const { ETag } = await bench
        .client()
        .send(new PutObjectCommand({ Bucket, Key, Body: 'clip', Tagging: 'state=new' }))
      expect(await tagsOf(Key)).toEqual([{ Key: 'state', Value: 'new' }])
      const TagSet = [{ Key: 'state', Value: 'kept & <safe>' }]
      await bench.client().send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }))
      expect(await tagsOf(Key)).toEqual(TagSet)
      await bench.client().send(new DeleteObjectTaggingCommand({ Bucket, Key }))
      expect(await tagsOf(Key)).toEqual([])
      expect((await bench.client().send(new HeadObjectCommand({ Bucket, Key }))).ETag).toBe(ETag)
    })
  })
}
