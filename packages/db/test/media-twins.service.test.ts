import { createHash } from 'node:crypto'
import type { Job, OwnerId } from '@reelkeep/core'
import { aClip, aDecision, aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findMediaTwins, loadJobs, saveDecisions } from '../src/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await database.db.sql`insert into owners (id, name) values (${stranger}, 'stranger')`
})
afterAll(() => database[Symbol.asyncDispose]())

const stranger = 'owner_00000000000000000000000001' as OwnerId
const mediaOf = (name: string) => createHash('sha256').update(name).digest('hex')

/** A job whose clip is kept already. */
const kept = (media: string | null, overrides: Partial<Job> = {}) => {
  const job = aJob({ state: 'archived', ...overrides })
  const mediaSha256 = media === null ? null : mediaOf(media)
  return insertJob(database.db, { ...job, clip: aClip({ key: job.clipKey, mediaSha256 }) })
}

/** A job whose clip has just come. */
const coming = (overrides: Partial<Job> = {}) =>
  insertJob(database.db, aJob({ state: 'archiving', ...overrides }))

async function twinOf(job: Job, media: string) {
  const found = await findMediaTwins(database.db, [{ jobId: job.id, mediaSha256: mediaOf(media) }])
  return found.get(job.id) ?? null
}

test('is the newest other job that asked for something else and has the same media', async () => {
  await kept('stock', { prompt: 'a fox' })
  const newest = await kept('stock', { prompt: 'an owl' })
  await kept('other', { prompt: 'a hare' })
  expect(await twinOf(await coming({ prompt: 'a lynx' }), 'stock')).toBe(newest.id)
})

test('may have had the same prompt with another image or another source', async () => {
  const params = (image: string) => ({ ...aJob().params, imageUrls: [image] })
  const first = await kept('image', { params: params('https://a/1') })
  expect(await twinOf(await coming({ params: params('https://a/2') }), 'image')).toBe(first.id)
  expect(await twinOf(await coming({ params: params('https://a/1') }), 'image')).toBeNull()
  const edit = await kept('edit', { params: { ...aJob().params, videoUrl: 'https://a/1.mp4' } })
  expect(await twinOf(await coming(), 'edit')).toBe(edit.id)
})

test.each([
  ['a take of the same prompt', () => kept('alone', { prompt: 'a fox' })],
  ['a job of another owner', () => kept('alone', { ownerId: stranger, prompt: 'an owl' })],
  ['a clip kept before its media was looked at', () => kept(null, { prompt: 'an owl' })],
])('is not %s', async (_what, other) => {
  await other()
  expect(await twinOf(await coming({ prompt: 'a fox' }), 'alone')).toBeNull()
})

test('is not the job itself, once it is kept', async () => {
  const job = await kept('own')
  expect(await twinOf(job, 'own')).toBeNull()
})

test('is found for each of a group, and a save keeps what it is found by', async () => {
  const job = await coming({ prompt: 'a fox' })
  const clip = aClip({ key: job.clipKey, mediaSha256: mediaOf('group') })
  const changes = { state: 'archived', dueAt: null, finishedAt: new Date() } as const
  await saveDecisions(database.db, [{ job, decision: aDecision({ changes, clip }) }])
  expect((await loadJobs(database.db, [job.id]))[0]?.clip).toEqual(clip)
  const [one, two] = [await coming({ prompt: 'an owl' }), await coming({ prompt: 'a hare' })]
  const asked = [
    { jobId: one.id, mediaSha256: mediaOf('group') },
    { jobId: two.id, mediaSha256: mediaOf('nobody has it') },
  ]
  expect([...(await findMediaTwins(database.db, asked))]).toEqual([[one.id, job.id]])
})
