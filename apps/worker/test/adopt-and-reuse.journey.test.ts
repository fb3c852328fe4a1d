import type { Job, TaskId } from '@reelkeep/core'
import {
  type AdoptedTask,
  adminKeyId,
  adminOwnerId,
  adoptTasks,
  newJobId,
  newSubmissionId,
} from '@reelkeep/db'
import { aJob, insertJob, waitUntil } from '@reelkeep/testing'
import { defaultHttpClientSettings, openHttpClient, openUpstream } from '@reelkeep/upstreams'
import { expect, it } from 'vitest'
import { aJourneyJob } from './journey-job.ts'
import { type JourneyWorld, openJourneyWorld } from './journey-world.ts'

/** Makes a task as somebody else with the same key would. */
async function makeElsewhere(world: JourneyWorld, job: Job): Promise<TaskId> {
  const [settings] = world.config.upstreams
  if (settings === undefined) throw new Error('no upstream')
  const port = openUpstream(settings, openHttpClient(defaultHttpClientSettings))
  const { event } = await port.submit(job, {
    signal: AbortSignal.timeout(10_000),
    onHeadersSent: () => undefined,
  })
  await port.close()
  if (event.type !== 'submit-accepted') throw new Error(`the simulator says ${event.type}`)
  return event.taskId
}

function taskToAdopt(world: JourneyWorld, job: Job, taskId: string): AdoptedTask {
  const [settings] = world.config.upstreams
  const id = newJobId()
  return {
    job_id: id,
    submission_id: newSubmissionId(),
    task_id: taskId,
    credential_id: settings?.credentials[0]?.id ?? '',
    base_url: settings?.baseUrl ?? '',
    row: 1,
    row_key: null,
    content_hash: null,
    custom_id: null,
    name: null,
    priority: 5,
    metadata: {},
    row_data: null,
    upstream: job.upstream,
    model: job.model,
    operation: job.operation,
    prompt: '',
    duration_s: job.params.durationS,
    aspect_ratio: null,
    resolution: null,
    image_urls: [],
    video_url: null,
    clip_key: `admin/single/${id}.mp4`,
    clip_key_apart: `admin/single/${id}_apart.mp4`,
    simulated: true,
    quoted_ticks: '500000000',
    price_version: 'test',
    first_poll_ms: 0,
  }
}

/** As a post with `reuse` makes it. */
function aCopyOf(original: Job): Job {
  return aJob({
    state: 'archiving',
    upstream: original.upstream,
    simulated: true,
    reusedFrom: original.id,
    submissions: 0,
    submission: null,
    sourceUrl: null,
    sourceExpiresAt: null,
    sourceSeenAt: null,
    chargedTicks: 0n,
  })
}

async function settled(world: JourneyWorld, { id }: Job): Promise<Job> {
  return waitUntil(
    async () => (await world.jobs([id])).find(({ finishedAt }) => finishedAt !== null) ?? null,
    { what: 'the end of a copy' },
  )
}

it('an adopted task is archived and costed without a create of ours, and its clip is copied for nothing', async () => {
  await using world = await openJourneyWorld()
  const { db } = world
  const asked = aJourneyJob(world.config.upstreams[0] as never, { prompt: 'A heron lands' })
  const taskId = await makeElsewhere(world, asked)
  const tasks = [taskToAdopt(world, asked, taskId), taskToAdopt(world, asked, 'video_typo')]
  await adoptTasks(db, { ownerId: adminOwnerId, keyId: adminKeyId, batch: null, tasks })
  await world.startWorker()
  expect(await world.waitUntilSettled(40_000)).toEqual({ archived: 1, failed: 1 })
  expect((await world.bill()).creations).toBe(1)
  const jobs = await world.allJobs()
  const original = jobs.find(({ state }) => state === 'archived')
  const typo = jobs.find(({ state }) => state === 'failed')
  if (original === undefined || typo === undefined) throw new Error('no such job')
  // What it was said to cost when it was adopted: this upstream reports nothing.
  expect(original.chargedTicks).toBe(500_000_000n)
  expect(typo).toMatchObject({ reason: 'upstream_lost', chargedTicks: null, contingentTicks: null })

  const copy = await settled(world, await insertJob(db, aCopyOf(original)))
  expect(copy).toMatchObject({ state: 'archived', chargedTicks: 0n, polls: 0 })
  expect(copy.clip).toMatchObject({ key: copy.clipKey, sha256: original.clip?.sha256 })
  expect(copy.clip?.key).not.toBe(original.clip?.key)

  // What the bucket holds is no longer what was kept: nothing is copied, and nothing is bought.
  await db.sql`update clips set sha256 = repeat('b', 64) where job_id = ${original.id}`
  const lost = await settled(world, await insertJob(db, aCopyOf(original)))
  expect(lost).toMatchObject({
    state: 'failed',
    reason: 'reuse_lost',
    failure: { charged: 'no' },
    chargedTicks: 0n,
  })
  const clipless = await settled(world, await insertJob(db, aCopyOf(typo)))
  expect(clipless).toMatchObject({ state: 'failed', reason: 'reuse_lost' })
  expect((await world.bill()).creations).toBe(1)
})
