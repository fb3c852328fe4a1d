import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type S3Server, startS3 } from '../src/index.ts'
import { startProgram } from './program.ts'
import { readBody, refusalOf } from './s3-conformance/bench.ts'
import { md5Tag } from './s3-conformance/objects.ts'
import { createClient, s3Key } from './s3-targets.ts'
import { temporaryDataDir } from './temporary-data-dir.ts'

const Bucket = 'clips'
let dataDir: ReturnType<typeof temporaryDataDir>
let server: S3Server
let client: S3Client
const start = async () => {
  // A kill or a restart needs no sync to disk; the killed servers below sync all the same, as they do by default.
  server = await startS3({ dataDir: join(dataDir.path, 's3'), bucket: Bucket, durability: 'off', ...s3Key })
  client = createClient(server.endpoint)
}
beforeEach(async () => {
  dataDir = temporaryDataDir()
  await start()
})
const stop = async () => {
  client.destroy()
  await server.stop()
}
afterEach(async () => {
  await stop()
  dataDir[Symbol.dispose]()
})
const pathOf = (key: string) => join(dataDir.path, 's3', Bucket, key)
const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = async (Key: string) => {
  const got = await client.send(new GetObjectCommand({ Bucket, Key }))
  return { ...got, bytes: await readBody(got) }
}

describe('objects on disk', () => {
  it('are plain files under the name of their key', async () => {
    await put('2026/11/job_1.mp4', 'the clip')
    expect(readFileSync(pathOf('2026/11/job_1.mp4'), 'utf8')).toBe('the clip')
  })

  it.each([
    '../escaped',
    '../../escaped',
    'a/../../../escaped',
    '/absolute',
    '..',
    '.',
    'a//b',
    'a/',
    `${'long'.repeat(64)}/x`,
    'nul\u0001l',
    '%2e%2e/%2e%2e/escaped',
    '..%2fescaped',
  ])('never leave the bucket, whatever the key: %j', async (Key) => {
    const before = readdirSync(dataDir.path)
    await put(Key, 'kept')
    expect((await get(Key)).bytes.toString()).toBe('kept')
    expect(readdirSync(dataDir.path)).toEqual(before)
    expect(readdirSync(join(dataDir.path, 's3')).sort()).toEqual(['.meta', Bucket])
    const listed = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }))
    expect(listed.Contents?.map((object) => decodeURIComponent(object.Key ?? ''))).toEqual([Key])
  })

  it('cannot be listed from outside the bucket', async () => {
    writeFileSync(join(dataDir.path, 's3', 'outside.txt'), 'secret')
    for (const Prefix of ['../', '../../', '/', '.meta/', '../.meta/', `../${Bucket}/`]) {
      expect((await client.send(new ListObjectsV2Command({ Bucket, Prefix }))).KeyCount).toBe(0)
    }
    expect(await refusalOf(get('../outside.txt'))).toEqual({ name: 'NoSuchKey', status: 404 })
    const other = client.send(new GetObjectCommand({ Bucket: '.meta', Key: 'temporary' }))
    expect((await refusalOf(other)).status).toBe(404)
  })

  it('are all there after a restart, with all that was said of them', async () => {
    const unusual = ['a', 'a/b', 'a/b/', '../up']
    for (const key of unusual)
      await put(key, key, { Metadata: { of: 'this' }, ContentType: 'video/mp4', Tagging: 'x=y' })
    await stop()
    await start()
    for (const key of unusual) {
      expect(await get(key)).toMatchObject({
        bytes: Buffer.from(key),
        Metadata: { of: 'this' },
        ContentType: 'video/mp4',
        TagCount: 1,
      })
    }
    const listed = await client.send(new ListObjectsV2Command({ Bucket }))
    expect(listed.Contents?.map((object) => object.Key)).toEqual(['../up', 'a', 'a/b', 'a/b/'])
  })

  it('that a person put there or changed are described anew', async () => {
    await put('changed.mp4', 'before', { ContentType: 'video/x-mine' })
    mkdirSync(pathOf('by-hand'))
    const bytes = randomBytes(300_000)
    writeFileSync(pathOf('by-hand/clip.mp4'), bytes)
    writeFileSync(pathOf('changed.mp4'), 'after that')
    expect(await get('by-hand/clip.mp4')).toMatchObject({
      bytes,
      ContentType: 'video/mp4',
      ETag: md5Tag(bytes),
    })
    expect(await get('changed.mp4')).toMatchObject({
      ContentType: 'video/mp4',
      ETag: md5Tag(Buffer.from('after that')),
    })
    const listed = await client.send(new ListObjectsV2Command({ Bucket }))
    expect(listed.Contents?.map((object) => object.Key)).toEqual(['by-hand/clip.mp4', 'changed.mp4'])
  })

  it('leave no empty folders and no half-written files', async () => {
    await put('deep/er/clip.mp4', 'x')
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'deep/er/clip.mp4' }))
    expect(readdirSync(join(dataDir.path, 's3', Bucket))).toEqual([])
    writeFileSync(join(dataDir.path, 's3/.meta/temporary/left-over'), 'half')
    await stop()
    await start()
    expect(readdirSync(join(dataDir.path, 's3/.meta/temporary'))).toEqual([])
  })

  it('keep their facts when the end of the log was torn off', async () => {
    await put('whole', 'x', { Metadata: { a: 'b' } })
    await stop()
    const log = join(dataDir.path, 's3/.meta/buckets', Bucket, 'facts.jsonl')
    writeFileSync(log, `${readFileSync(log, 'utf8')}{"key":"torn","versions":[{"ide`)
    await start()
    await put('next', 'y', { Metadata: { c: 'd' } })
    await stop()
    await start()
    expect((await get('whole')).Metadata).toEqual({ a: 'b' })
    expect((await get('next')).Metadata).toEqual({ c: 'd' })
  })

  it('do not let their log grow for ever', async () => {
    const filler = 'f'.repeat(1500)
    for (let round = 0; round < 400; round++) await put('again', `round ${round}`, { Metadata: { filler } })
    await stop()
    const log = join(dataDir.path, 's3/.meta/buckets', Bucket, 'facts.jsonl')
    const before = readFileSync(log).length
    await start()
    expect(await get('again')).toMatchObject({ bytes: Buffer.from('round 399'), Metadata: { filler } })
    expect(readFileSync(log).length).toBeLessThan(before / 50)
  })
})

describe('a server killed while it writes', () => {
  it('shows each object whole, with its own facts, when it is started again', async () => {
    const killedDir = temporaryDataDir()
    for (let round = 0; round < 4; round++) {
      const { line, kill } = await startProgram('run-s3', killedDir.path)
      const writer = createClient(line)
      let written = 0
      const writing = Array.from({ length: 4 }, async (_, lane) => {
        for (let count = 0; ; count++) {
          const text = `round ${round} lane ${lane} count ${count}`
          // Sizes repeat across versions, so that only the identity of the file tells them apart.
          const Body = text.padEnd(count % 3 === 0 ? 100 : 300_000, '.')
          await writer.send(new PutObjectCommand({ Bucket, Key: `lane/${lane}`, Body, Metadata: { text } }))
          written += 1
        }
      })
      const ended = Promise.allSettled(writing)
      await expect.poll(() => written, { timeout: 20_000 }).toBeGreaterThan(20 + round * 7)
      await kill()
      await ended
      writer.destroy()

      const again = await startProgram('run-s3', killedDir.path)
      const reader = createClient(again.line)
      for (let lane = 0; lane < 4; lane++) {
        const got = await reader.send(new GetObjectCommand({ Bucket, Key: `lane/${lane}` }))
        const bytes = await readBody(got)
        expect(got.ETag).toBe(md5Tag(bytes))
        expect(bytes.toString().replace(/\.+$/, '')).toBe(got.Metadata?.text)
      }
      expect(readdirSync(join(killedDir.path, '.meta/temporary'))).toEqual([])
      reader.destroy()
      await again.kill()
    }
    expect(existsSync(join(killedDir.path, 'clips/lane/0'))).toBe(true)
    killedDir[Symbol.dispose]()
  })

  it('has every object it confirmed', async () => {
    const killedDir = temporaryDataDir()
    const { line, kill } = await startProgram('run-s3', killedDir.path)
    const writer = createClient(line)
    const confirmed: string[] = []
    const writing = Array.from({ length: 8 }, async (_, lane) => {
      for (let count = 0; ; count++) {
        const Key = `lane-${lane}/clip-${count}.mp4`
        await writer.send(new PutObjectCommand({ Bucket, Key, Body: Key, IfNoneMatch: '*' }))
        confirmed.push(Key)
      }
    })
    const ended = Promise.allSettled(writing)
    await expect.poll(() => confirmed.length, { timeout: 20_000 }).toBeGreaterThan(100)
    await kill()
    await ended
    writer.destroy()
    const again = await startProgram('run-s3', killedDir.path)
    const reader = createClient(again.line)
    for (const Key of confirmed) {
      const head = await reader.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
      expect(head.ETag).toBe(md5Tag(Buffer.from(Key)))
      expect(head.ChecksumCRC32).toBeDefined()
    }
    reader.destroy()
    await again.kill()
    killedDir[Symbol.dispose]()
  })
})
