import { ListObjectsV2Command, type ListObjectsV2CommandInput, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, freshKey, refusalOf } from './bench.ts'

export function checkLists(bench: Bench): void {
  const { bucket: Bucket } = bench
  const root = `${freshKey()}/`
  // In S3's order, which is that of UTF-8 bytes: "-" and "." come before "/", and the cat after the private-use letter.
  const names = ['a', 'a-b', 'a.b', 'a/1', 'a/2', 'a0', 'b/x/1', 'b/x/2', 'b/y', 'c', 'd d+d', '\ue000', '🐈']
  const list = async (more: Partial<ListObjectsV2CommandInput> = {}) =>
    bench.client().send(new ListObjectsV2Command({ Bucket, Prefix: root, ...more }))
  const short = (texts: (string | undefined)[]) => texts.map((text) => text?.slice(root.length))

  describe('lists', () => {
    beforeAll(async () => {
      for (const name of [...names].reverse()) {
        await bench.client().send(new PutObjectCommand({ Bucket, Key: root + name, Body: name }))
      }
    })

    it('name every key in the order of its bytes, with size and ETag', async () => {
      const { Contents = [], KeyCount, IsTruncated } = await list()
      expect(short(Contents.map((object) => object.Key))).toEqual(names)
      expect([KeyCount, IsTruncated]).toEqual([names.length, false])
      expect(Contents[0]).toMatchObject({ Size: 1, ETag: '"0cc175b9c0f1b6a831c399e269772661"' })
    })

    it('fold keys at a delimiter', async () => {
      const { Contents = [], CommonPrefixes = [] } = await list({ Delimiter: '/' })
      expect(short(CommonPrefixes.map((common) => common.Prefix))).toEqual(['a/', 'b/'])
      expect(short(Contents.map((object) => object.Key))).toEqual(names.filter((name) => !name.includes('/')))
      const below = await list({ Prefix: `${root}b/`, Delimiter: '/' })
      expect(short((below.CommonPrefixes ?? []).map((common) => common.Prefix))).toEqual(['b/x/'])
      expect(short((below.Contents ?? []).map((object) => object.Key))).toEqual(['b/y'])
    })

    it.each([1, 2, 5])('give the same in pages of %i, folded or not', async (MaxKeys) => {
      for (const Delimiter of [undefined, '/']) {
        const whole = await list({ Delimiter })
        const found: (string | undefined)[] = []
        let ContinuationToken: string | undefined
        do {
          const page = await list({ Delimiter, MaxKeys, ContinuationToken })
          expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys)
          found.push(
            ...(page.Contents ?? []).map((object) => object.Key),
            ...(page.CommonPrefixes ?? []).map((common) => common.Prefix),
          )
          ContinuationToken = page.NextContinuationToken
        } while (ContinuationToken !== undefined)
        const expected = [
          ...(whole.Contents ?? []).map((object) => object.Key),
          ...(whole.CommonPrefixes ?? []).map((common) => common.Prefix),
        ]
        expect(found.sort()).toEqual(expected.sort())
      }
    })

    it('begin behind a key', async () => {
      const { Contents = [] } = await list({ StartAfter: `${root}a/1` })
      expect(short(Contents.map((object) => object.Key))).toEqual(names.slice(names.indexOf('a/2')))
    })

    it('take a prefix that ends within a name', async () => {
      const { Contents = [] } = await list({ Prefix: `${root}b/x/` })
      expect(short(Contents.map((object) => object.Key))).toEqual(['b/x/1', 'b/x/2'])
      expect(
        short(((await list({ Prefix: `${root}a` })).Contents ?? []).map((object) => object.Key)),
      ).toEqual(names.slice(0, 6))
      expect((await list({ Prefix: `${root}none` })).KeyCount).toBe(0)
    })

    it('can name keys in URL encoding', async () => {
      const { Contents = [], EncodingType } = await list({ Prefix: `${root}d`, EncodingType: 'url' })
      const [object] = Contents
      expect(EncodingType).toBe('url')
      expect(decodeURIComponent((object?.Key ?? '').replaceAll('+', ' '))).toBe(`${root}d d+d`)
    })

    it('of a bucket that is not there are refused', async () => {
      const sent = bench.client().send(new ListObjectsV2Command({ Bucket: 'never-made' }))
      expect(await refusalOf(sent)).toEqual({ name: 'NoSuchBucket', status: 404 })
    })
  })
}
