import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ended, runCli } from './cli-process.ts'
import { adminKey, openRecordWorld, type RecordWorld } from './record-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'reelkeep-cli-images-'))
let world: RecordWorld

beforeAll(async () => {
  world = await openRecordWorld()
  await world.startApi()
  mkdirSync(join(folder, 'sheets', 'pictures'), { recursive: true })
  writeFileSync(join(folder, 'sheets', 'pictures', 'my cat.png'), png('a cat'))
  writeFileSync(join(folder, 'sheets', 'cat.png'), png('a cat'))
  writeFileSync(join(folder, 'sheets', 'dog.png'), png('a dog'))
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function png(rest: string): Buffer {
  const head = '89504e470d0a1a0a0000000d49484452000002800000016808060000000000000000'
  return Buffer.concat([Buffer.from(head, 'hex'), Buffer.from(rest)])
}

function reelkeep(...args: readonly string[]): Promise<Ended> {
  const env = { REELKEEP_URL: world.url(), REELKEEP_API_KEY: adminKey }
  return runCli(args, { folder, env })
}

function sheet(name: string, ...images: readonly string[]): string {
  const rows = images.map((image, index) => `row ${index + 1};grok_video3;${image}`)
  const text = ['prompt;model;image_urls', ...rows].join('\r\n')
  // As a spreadsheet may save it: no shell could find the paths in it by reading bytes.
  writeFileSync(join(folder, 'sheets', name), Buffer.from(`\ufeff${text}`, 'utf16le'))
  return join('sheets', name)
}

const submit = (file: string) => reelkeep('submit', file, '--name', 'pets', '--budget', '9', '--yes')

test('images that a sheet names by their paths are sent once, and the same sheet again creates nothing', async () => {
  const file = sheet('pets.csv', 'pictures\\my cat.png', 'cat.png dog.png', '')
  const sent = await submit(file)
  expect([sent.code, sent.err]).toEqual([0, expect.stringContaining('3 created')])
  const jobs = await world.db.sql<{ image_urls: string[] }[]>`select image_urls from jobs order by batch_row`
  const [cat = [], both = [], none = []] = jobs.map(({ image_urls }) => image_urls)
  expect(cat[0]).toMatch(/^upload:[0-9a-f]{64}$/)
  expect([both.length, both[0], none]).toEqual([2, cat[0], []])
  const kept = await world.db.sql`select from reference_images`
  expect(kept).toHaveLength(2)

  const again = await submit(file)
  expect([again.code, again.err]).toEqual([0, expect.stringContaining('0 created, 3 left alone')])
  // Another picture under the same path is another row.
  writeFileSync(join(folder, 'sheets', 'dog.png'), png('another dog'))
  const changed = await submit(file)
  expect([changed.code, changed.err]).toEqual([0, expect.stringContaining('1 created, 2 left alone')])
})

test('a quote with images can be agreed to by its token', async () => {
  const file = sheet('quoted.csv', 'cat.png')
  const options = ['--name', 'quoted pets', '--budget', '9']
  const quoted = await reelkeep('quote', file, ...options)
  const token = /^token +(quote_\S+)$/m.exec(quoted.out)?.[1] ?? ''
  const sent = await reelkeep('submit', file, ...options, '--confirm', token)
  expect([sent.code, sent.err]).toEqual([0, expect.stringContaining('1 created')])
})

test('images that are not there, or are none, are named, and nothing is sent', async () => {
  const missing = await submit(sheet('missing.csv', 'pictures/bird.png', 'dog.png'))
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('pictures/bird.png')])
  writeFileSync(join(folder, 'sheets', 'page.png'), '<html>')
  const page = await submit(sheet('page.csv', 'page.png'))
  expect(page.code).toBe(2)
  expect(page.err).toContain('page.png: The body is a web page, not a PNG, JPEG or WebP')
})

test('uploads says what is held; what a job needs stays, the rest is deleted on a yes and can be sent again', async () => {
  const listed = await reelkeep('uploads', 'list')
  expect(listed.out).toMatch(/^image_\w{26} +\d+ bytes +image\/png +640x360 /m)
  expect(listed.out).toContain('held of the 20.0 GiB that an owner may hold')
  const { data } = JSON.parse((await reelkeep('--json', 'uploads', 'list')).out)
  expect(data).toHaveLength(3)
  expect(await reelkeep('uploads', 'delete', '--before', '2999-01-01')).toMatchObject({
    code: 2,
    err: expect.stringContaining('This would delete 3 images of'),
  })
  const inUse = await reelkeep('uploads', 'delete', '--before', '2999-01-01', '--yes')
  expect([inUse.code, inUse.out]).toEqual([1, '0 images deleted, 0 bytes freed\n'])
  expect(inUse.err).toMatch(/^image_\w+ stays: The image is needed by job_/m)

  writeFileSync(join(folder, 'sheets', 'idle.png'), png('nobody needs this'))
  expect((await submit(sheet('idle.csv', 'idle.png'))).code).toBe(0)
  const jobs = JSON.parse((await reelkeep('--json', 'list', '--q', 'row')).out)
  expect((await reelkeep('cancel', jobs.data[0].id)).code).toBe(0)
  const newest = JSON.parse((await reelkeep('--json', 'uploads', 'list')).out).data[0]
  const gone = await reelkeep('--json', 'uploads', 'delete', newest.sha256, '--yes')
  expect(JSON.parse(gone.out)).toMatchObject({
    freed_bytes: newest.bytes,
    uploads: [{ id: newest.id, outcome: 'deleted', why: null }],
  })
})

test('a rebuild finds the images in the bucket again', async () => {
  const before = await imagesKept()
  await world.stop()
  await world.loseDatabase()
  await world.startApi()
  expect(await imagesKept()).toEqual([])
  expect((await reelkeep('rebuild')).code).toBe(0)
  expect(await imagesKept()).toEqual(before)
  expect(before).toHaveLength(3)
  const held = await world.db.sql`
    select image_bytes = (select sum(bytes) from reference_images) as agrees from owners where name = 'admin'`
  expect(held).toEqual([{ agrees: true }])
})

function imagesKept() {
  return world.db.sql`
    select owner_id, sha256, object_key, content_type, bytes from reference_images order by sha256`
}
