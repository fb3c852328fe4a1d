import type { OwnerId } from '@reelkeep/core'
import { aClip, aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMediaTwins } from '../src/media-twins.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

const stock = aClip({ mediaSha256: 'e'.repeat(64) })

test('two clips that come at the same moment are compared before either is saved', async () => {
  const twins = createMediaTwins(database.db)
  const [fox, owl] = [aJob({ state: 'archiving', prompt: 'a fox' }), aJob({ prompt: 'an owl' })]
  expect(await Promise.all([twins.twinOf(fox, stock), twins.twinOf(owl, stock)])).toEqual([null, fox.id])
})

test('a clip that is tried again is not compared with itself, nor with a take of the same prompt', async () => {
  const twins = createMediaTwins(database.db)
  const fox = aJob({ state: 'archiving', prompt: 'a fox' })
  for (const job of [fox, fox, aJob({ prompt: 'a fox' })]) expect(await twins.twinOf(job, stock)).toBeNull()
})

test('what another owner got is none of ours', async () => {
  const twins = createMediaTwins(database.db)
  await twins.twinOf(aJob({ prompt: 'a fox', ownerId: 'owner_other' as OwnerId }), stock)
  expect(await twins.twinOf(aJob({ prompt: 'an owl' }), stock)).toBeNull()
})

test('what was kept before this worker began is found in the database', async () => {
  const earlier = aJob({ state: 'archived', prompt: 'a hare' })
  await insertJob(database.db, {
    ...earlier,
    clip: aClip({ key: earlier.clipKey, mediaSha256: 'f'.repeat(64) }),
  })
  const job = await insertJob(database.db, aJob({ state: 'archiving', prompt: 'a lynx' }))
  const twins = createMediaTwins(database.db)
  expect(await twins.twinOf(job, aClip({ mediaSha256: 'f'.repeat(64) }))).toBe(earlier.id)
  expect(await twins.twinOf(job, aClip({ mediaSha256: null }))).toBeNull()
})
