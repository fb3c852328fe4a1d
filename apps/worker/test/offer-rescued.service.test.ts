// What lies in a rescue folder is told to its own job, and given to no other render.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job, SubmissionId } from '@reelkeep/core'
import { aJob, insertJob, waitUntil } from '@reelkeep/testing'
import { expect, it } from 'vitest'
import { startRescueLoop } from '../src/offer-rescued.ts'
import { upstreamName } from './journey-world.ts'
import { openStage } from './stage.ts'

type Stage = Awaited<ReturnType<typeof openStage>>

it('a clip whose worker died before it said so is its job’s, although the store is away and the link dead', async () => {
  await using stage = await openStage()
  const job = await anArchiving(stage)
  await layDown(stage, job, job.submission?.id ?? null)
  await stage.world.archiveHealth.failed('HTTP 503')
  const loop = startRescueLoop(stage.db, { everyMs: 20 }, stage.world)
  try {
    await waitUntil(async () => (await stage.read(job)).rescuedTo !== null, { what: 'its job to know' })
  } finally {
    await loop.stop()
  }
  expect(await stage.read(job)).toMatchObject({
    state: 'archiving',
    rescuedTo: await stage.world.rescue.folderId(),
    waitingFor: 'archive_unwell',
  })
  expect(await stage.eventKinds(job)).toEqual(['clip-rescued'])
})

it.each(['archiving', 'archived'] as const)(
  'a clip of an earlier render of an %s job is left where it is',
  async (state) => {
    await using stage = await openStage()
    const job = await insertJob(stage.db, aJob({ upstream: upstreamName, state, version: 5, lastSeq: 4 }))
    await layDown(stage, job, 'sub_earlier' as SubmissionId)
    const loop = startRescueLoop(stage.db, { everyMs: 20 }, stage.world)
    try {
      await waitUntil(() => stage.logLines.some((line) => line.includes('no job waits for')), {
        what: 'a word about it',
      })
    } finally {
      await loop.stop()
    }
    expect(await stage.eventKinds(job)).toEqual([])
    expect((await readdir(stage.rescueDirectory)).filter((name) => name.startsWith(job.id))).toHaveLength(2)
  },
)

function anArchiving({ db }: Stage): Promise<Job> {
  const sourceExpiresAt = new Date(Date.now() - 60_000)
  return insertJob(
    db,
    aJob({ upstream: upstreamName, state: 'archiving', sourceExpiresAt, version: 5, lastSeq: 4 }),
  )
}

/** As a worker that was killed leaves it. */
async function layDown({ rescueDirectory }: Stage, job: Job, submissionId: SubmissionId | null) {
  await mkdir(rescueDirectory, { recursive: true })
  const facts = { job_id: job.id, submission_id: submissionId, clip_key: job.clipKey, bytes: 9 }
  const hashes = { sha256: 'ab'.repeat(32), crc32: 'AAAAAA==' }
  await writeFile(join(rescueDirectory, `${job.id}.mp4`), 'nine byte')
  await writeFile(
    join(rescueDirectory, `${job.id}.json`),
    JSON.stringify({ ...facts, ...hashes, rescued_at: new Date().toISOString() }),
  )
}
