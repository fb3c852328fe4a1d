// A clip that the store will not take before its link dies waits on our own disk, and comes into the store whole.
import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SubmissionId } from '@reelkeep/core'
import { aJob, createTestStoreEnvironment } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createConnectGuard, openRescue, openStore, readStoreSettings, type Store } from '../src/index.ts'
import { type Answer, now, serve } from './archive-from.ts'
import { clip, padded, startMedia } from './media-server.ts'

let store: Store
beforeAll(async () => {
  store = openStore(readStoreSettings(createTestStoreEnvironment()))
  await store.ensureBucket()
})
afterAll(() => store.close())

const signal = new AbortController().signal
const secret = 'X-Amz-Signature=5ecre7'

async function openScene(answer: Answer, rescueMaxBytes = 1024 ** 3) {
  const directory = join(await mkdtemp(join(tmpdir(), 'reelkeep-rescue-')), 'rescue')
  const media = await startMedia(answer)
  const open = () =>
    openRescue({
      store,
      connectGuard: createConnectGuard({ allowPrivateHosts: [media.host] }),
      clock: { now: () => now },
      maxBytes: 64 * 1024 * 1024,
      rulesFor: () => ({ linkHosts: [], allowHttpLinks: false, allowedHosts: [] }),
      directory,
      rescueMaxBytes,
    })
  const job = aJob({
    state: 'archiving',
    prompt: 'a prompt that stays where it is',
    sourceUrl: `${media.url}/clip.mp4?${secret}`,
    clipKey: `tests/${randomBytes(6).toString('hex')}.mp4`,
  })
  return {
    directory,
    job,
    rescue: open(),
    open,
    [Symbol.asyncDispose]: async () => {
      await media[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function bytesOf(key: string): Promise<Buffer | null> {
  const found = await store.read(key)
  return found.outcome === 'bytes' ? Buffer.concat(await found.body.toArray()) : null
}

it.each([
  ['small', clip],
  ['of several parts', padded(20 * 1024 * 1024)],
])('a clip %s outlives the process on disk and comes into the store byte for byte', async (_, file) => {
  await using scene = await openScene(serve(file))
  const { job, rescue, directory } = scene
  const id = await rescue.folderId()
  const event = await rescue.fetch(job, { why: 'HTTP 503', signal })
  expect(event).toMatchObject({ type: 'clip-rescued', rescueId: id, bytes: file.length, message: 'HTTP 503' })
  expect(await store.head(job.clipKey)).toBeNull()
  const names = await readdir(directory)
  expect(names.sort()).toEqual(['folder-id', `${job.id}.json`, `${job.id}.mp4`])
  const facts = await readFile(join(directory, `${job.id}.json`), 'utf8')
  expect(facts).not.toContain(secret)
  expect(facts).not.toContain(job.prompt)

  const next = scene.open()
  expect(await next.folderId()).toBe(id)
  expect(await next.list()).toMatchObject([{ job_id: job.id, bytes: file.length, clip_key: job.clipKey }])
  const kept = await next.keep(job, { signal })
  expect(kept).toMatchObject({ type: 'clip-archived', clip: { key: job.clipKey, bytes: file.length } })
  expect((await bytesOf(job.clipKey))?.equals(file)).toBe(true)
  await next.drop(job.id)
  expect(await next.usage()).toMatchObject({ clips: 0 })
  expect(await next.keep(job, { signal })).toEqual({
    type: 'rescue-lost',
    rescueId: id,
    message: 'the file is gone',
  })
})

it('a link that is dead, or gives no clip, leaves nothing behind', async () => {
  const html = Buffer.from('<html>')
  await using scene = await openScene((_request, response) => void response.writeHead(200).end(html))
  expect(await scene.rescue.fetch(scene.job, { why: '', signal })).toMatchObject({ type: 'clip-invalid' })
  await using gone = await openScene((_request, response) => void response.writeHead(404).end())
  expect(await gone.rescue.fetch(gone.job, { why: '', signal })).toEqual({
    type: 'link-dead',
    httpStatus: 404,
  })
  expect(await readdir(scene.directory)).toEqual(['folder-id'])
})

it('a folder that may hold no more says so, and is left as it was', async () => {
  await using scene = await openScene(serve(clip), clip.length)
  const { job, rescue, directory } = scene
  expect(await rescue.fetch(job, { why: 'HTTP 503', signal })).toMatchObject({
    type: 'archive-interrupted',
    where: 'store',
    message: expect.stringContaining('the rescue folder may hold no more'),
  })
  expect(await readdir(directory)).toEqual(['folder-id'])
})

it('a disk that cannot be written to is an interruption, never a crash', async () => {
  await using scene = await openScene(serve(clip))
  const { job, rescue, directory } = scene
  await rescue.folderId()
  await rm(directory, { recursive: true })
  await writeFile(directory, 'not a folder')
  expect(await rescue.fetch(job, { why: 'HTTP 503', signal })).toMatchObject({
    type: 'archive-interrupted',
    where: 'store',
  })
})

it('a file that no longer holds what was rescued is set aside, and never comes into the store', async () => {
  await using scene = await openScene(serve(clip))
  const { job, rescue, directory } = scene
  await rescue.fetch(job, { why: 'HTTP 503', signal })
  const path = join(directory, `${job.id}.mp4`)
  const bytes = await readFile(path)
  bytes.writeUInt8(bytes.readUInt8(bytes.indexOf('mdat') + 20) ^ 1, bytes.indexOf('mdat') + 20)
  await writeFile(path, bytes)
  expect(await rescue.keep(job, { signal })).toMatchObject({
    type: 'rescue-lost',
    message: expect.stringMatching(/^the file holds other bytes than were rescued/),
  })
  expect(await store.head(job.clipKey)).toBeNull()
  expect(await rescue.list()).toEqual([])
  expect((await readdir(directory)).filter((name) => name.endsWith('.damaged'))).toHaveLength(2)
})

it('a clip that lies there already is not fetched again, whoever put it there', async () => {
  let downloads = 0
  await using scene = await openScene((...exchange) => {
    downloads += 1
    return serve(clip)(...exchange)
  })
  const first = await scene.rescue.fetch(scene.job, { why: 'HTTP 503', signal })
  expect(downloads).toBe(1)
  expect(await scene.open().fetch(scene.job, { why: 'HTTP 503', signal })).toEqual(first)
  expect(downloads).toBe(1)
})

it('all workers that rescue the same clip at once say so, and it is whole', async () => {
  await using scene = await openScene(serve(clip))
  const { job } = scene
  const workers = [scene.open(), scene.open(), scene.open(), scene.open()]
  const events = await Promise.all(workers.map((rescue) => rescue.fetch(job, { why: 'HTTP 503', signal })))
  expect(events.map(({ type }) => type)).toEqual(workers.map(() => 'clip-rescued'))
  expect(await scene.rescue.keep(job, { signal })).toMatchObject({ type: 'clip-archived' })
})

it('the clip of an earlier submission is never taken for that of a later one, nor thrown away', async () => {
  await using scene = await openScene(serve(clip))
  const { job, rescue, directory } = scene
  const submission = job.submission
  if (submission === null) throw new Error('the job was never sent')
  await rescue.fetch(job, { why: 'HTTP 503', signal })
  const again = { ...job, submission: { ...submission, id: 'sub_later' as SubmissionId } }
  expect(await rescue.keep(again, { signal })).toMatchObject({ type: 'rescue-lost' })
  expect(await rescue.fetch(again, { why: 'HTTP 503', signal })).toMatchObject({ type: 'clip-rescued' })
  expect((await readdir(directory)).filter((name) => name.endsWith('.earlier'))).toHaveLength(2)
  expect(await rescue.keep(again, { signal })).toMatchObject({ type: 'clip-archived' })
})

it('half-written facts are no promise', async () => {
  await using scene = await openScene(serve(clip))
  const { job, rescue, directory } = scene
  await rescue.folderId()
  await appendFile(join(directory, `${job.id}.json`), '{"job_id": "job')
  expect(await rescue.list()).toEqual([])
  expect(await rescue.keep(job, { signal })).toMatchObject({ type: 'rescue-lost' })
})
