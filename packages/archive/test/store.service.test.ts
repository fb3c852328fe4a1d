import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { createTestStoreEnvironment } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crcText } from '../src/crc-text.ts'
import { openStore, readStoreSettings, type Store } from '../src/index.ts'

let environment: Record<string, string>
let store: Store
beforeAll(async () => {
  environment = createTestStoreEnvironment()
  store = openStore(readStoreSettings(environment))
  await store.ensureBucket()
})
afterAll(() => store.close())

const facts = { jobId: 'job_1' }
const object = (body: Buffer) => ({
  body,
  facts,
  sha256: createHash('sha256').update(body).digest('hex'),
  crc32: crcText(crc32(body)),
})

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of all) found.push(one)
  return found
}

describe('the store', () => {
  it('makes its bucket once and can be asked whether it is there', async () => {
    await store.ensureBucket()
    await store.ping()
    const elsewhere = openStore({ ...store.settings, bucket: 'no-such-bucket' })
    await expect(elsewhere.ping()).rejects.toThrow()
    elsewhere.close()
  })

  it('lets one of eight writers of a key win and says so to the others', async () => {
    const bodies = Array.from({ length: 8 }, () => randomBytes(4096))
    const outcomes = await Promise.all(bodies.map((body) => store.put('race.mp4', object(body))))
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1)
    const winner = bodies[outcomes.indexOf('written')] ?? Buffer.alloc(0)
    expect(await store.head('race.mp4')).toMatchObject({
      crc32: object(winner).crc32,
      bytes: 4096,
      jobId: 'job_1',
    })
  })

  it('keeps an image once, and opens it as an image for whoever has the link', async () => {
    const body = Buffer.from('an image')
    const sha256 = createHash('sha256').update(body).digest('hex')
    const image = { body, sha256, type: 'image/webp' }
    expect(await store.putImage('me/references/1.webp', image)).toBe('written')
    expect(await store.putImage('me/references/1.webp', { ...image, body: Buffer.from('other') })).toBe(
      'taken',
    )
    expect(await store.head('me/references/1.webp')).toMatchObject({ bytes: body.length, sha256 })
    const link = await store.presignGet('me/references/1.webp', { expiresInS: 604_800, type: 'image/webp' })
    const reply = await fetch(link)
    expect([reply.headers.get('content-type'), await reply.text()]).toEqual(['image/webp', 'an image'])
  })

  it('takes keys of every letter', async () => {
    const key = "Ä b+c/(d)*'!~/日本 100%.mp4"
    const body = randomBytes(100)
    expect(await store.put(key, object(body))).toBe('written')
    expect(await store.head(key)).toMatchObject({ bytes: 100 })
    expect(await (await fetch(await store.presignGet(key, { expiresInS: 60 }))).bytes()).toEqual(
      new Uint8Array(body),
    )
  })

  it('refuses bytes that are not those of the checksum, and shows nothing', async () => {
    const { body, ...rest } = object(randomBytes(64))
    await expect(store.put('wrong.mp4', { ...rest, body: randomBytes(64) })).rejects.toThrow()
    expect(body).toHaveLength(64)
    expect(await store.head('wrong.mp4')).toBeNull()
  })

  it('reads a range, and says when there is nothing or the range is outside', async () => {
    const body = randomBytes(1000)
    await store.put('range.mp4', object(body))
    const part = await store.read('range.mp4', 'bytes=100-199')
    expect(part).toMatchObject({
      outcome: 'bytes',
      status: 206,
      bytes: 100,
      contentRange: 'bytes 100-199/1000',
    })
    if (part.outcome === 'bytes') {
      expect(Buffer.concat(await part.body.toArray())).toEqual(body.subarray(100, 200))
    }
    expect(await store.read('range.mp4', 'bytes=5000-')).toEqual({ outcome: 'bad-range' })
    expect(await store.read('nothing.mp4')).toEqual({ outcome: 'missing' })
  })

  it('signs links for the address that browsers use, with a name to save under', async () => {
    const published = openStore(
      readStoreSettings({ ...environment, S3_PUBLIC_ENDPOINT: 'https://clips.example.com' }),
    )
    const link = new URL(
      await published.presignGet('a/b.mp4', { expiresInS: 300, downloadName: 'b "1".mp4' }),
    )
    expect(link.origin).toBe('https://clips.example.com')
    expect(link.searchParams.get('X-Amz-Expires')).toBe('300')
    expect(link.searchParams.get('response-content-disposition')).toBe('attachment; filename="b _1_.mp4"')
    expect([...link.searchParams.keys()].join(' ')).not.toMatch(/x-amz-checksum-crc/)
    published.close()
  })

  it('shows an upload only once it is complete, and never over another object', async () => {
    const first = randomBytes(5 * 1024 * 1024)
    const rest = randomBytes(1000)
    const whole = Buffer.concat([first, rest])
    const send = async () => {
      const upload = await store.beginUpload('large.mp4', facts)
      await Promise.all([upload.sendPart(2, rest), upload.sendPart(1, first)])
      return upload
    }
    const upload = await send()
    expect(await store.head('large.mp4')).toBeNull()
    const sum = { crc32: crcText(crc32(whole)), bytes: whole.length }
    expect(await upload.complete(sum)).toBe('written')
    expect(await store.head('large.mp4')).toMatchObject(sum)
    const second = await send()
    expect(await second.complete(sum)).toBe('taken')
    await second.abort()
    const wrong = await store.beginUpload('other.mp4', facts)
    await wrong.sendPart(1, first)
    await expect(wrong.complete({ crc32: 'AAAAAA==', bytes: first.length })).rejects.toThrow()
    await wrong.abort()
    expect(await store.head('other.mp4')).toBeNull()
  })

  it('keeps records, which may be written over, and reads none that is too large', async () => {
    await store.putRecord('records/a.json', '{"n":1}')
    await store.putRecord('records/a.json', '{"n":2}')
    expect(await store.readRecord('records/a.json', 7)).toBe('{"n":2}')
    await expect(store.readRecord('records/a.json', 6)).rejects.toThrow('larger than 6 bytes')
    expect(await store.readRecord('records/none.json', 100)).toBeNull()
  })

  it('lists what is below a prefix, beyond one page', async () => {
    const keys = Array.from({ length: 1003 }, (_, n) => `many/${String(n).padStart(4, '0')}.json`)
    await Promise.all(keys.map((key) => store.putRecord(key, '{}')))
    const found = await collect(store.list('many/'))
    expect(found.map(({ key }) => key)).toEqual(keys)
    expect(found[0]).toMatchObject({ bytes: 2, modifiedAt: expect.any(Date) })
  })

  it('proves by a write that it takes one, for many at once, and leaves one tiny object', async () => {
    await Promise.all([store.probeWrite(), store.probeWrite()])
    expect(await collect(store.list('.reelkeep/'))).toEqual([
      expect.objectContaining({ key: '.reelkeep/probe/write', bytes: 48 }),
    ])
    const elsewhere = openStore({ ...store.settings, bucket: 'no-such-bucket' })
    await expect(elsewhere.probeWrite()).rejects.toThrow()
    elsewhere.close()
  })

  it('works without checksums for stores that know none', async () => {
    const plain = openStore(readStoreSettings({ ...environment, S3_CHECKSUM: 'when_required' }))
    const body = randomBytes(10)
    expect(await plain.put('plain.mp4', object(body))).toBe('written')
    expect(await plain.head('plain.mp4')).toMatchObject({ bytes: 10, sha256: object(body).sha256 })
    plain.close()
  })
})
