import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type CopyEvent, checkClip, type MendEvent } from '@reelkeep/archive'
import { type BulkObjection, type Clip, isReused, type Job } from '@reelkeep/core'
import { type Database, findSameClips, loadJobs, saveMendedClip } from '@reelkeep/db'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import type { World } from './world.ts'

/**
 * Puts a damaged clip into the bucket again, byte for byte what was kept before: from another copy of ours, or else from
 * the upstream, which is asked for a fresh link. Nothing is sent and nothing paid. Null: it is whole again.
 */
export async function mendClip(
  db: Database,
  job: Job,
  by: { readonly by: string; readonly operation: string },
  signal: AbortSignal,
  world: World,
): Promise<BulkObjection | null> {
  const { clip } = job
  if (clip === null) return { code: 'no_clip', message: 'it has no clip' }
  const key = await freeKey(job, clip, signal, world)
  const mending = { job, clip, key }
  const found =
    (await fromOurOwn(db, mending, signal, world)) ?? (await fromUpstream(db, mending, signal, world))
  if ('code' in found) return found
  if (found.type === 'clip-differs') {
    return {
      code: 'other_bytes',
      message: `the upstream gives other bytes now: their sha256 is ${found.sha256}`,
    }
  }
  if (found.type !== 'clip-archived') {
    return { code: 'not_fetched', message: `the clip could not be fetched: ${found.type}` }
  }
  const finding = await checkClip(world.store, { ...clip, key: found.clip.key }, signal)
  if (finding.outcome !== 'whole') {
    return { code: 'not_kept', message: `what was put into the bucket is ${finding.outcome}` }
  }
  const { bucket } = found.clip
  await saveMendedClip(db, { jobId: job.id, from: clip, to: { bucket, key: found.clip.key }, ...by })
  world.log.info({ job_id: job.id, key: found.clip.key, bytes: clip.bytes }, 'clip mended')
  return null
}

type Mending = { readonly job: Job; readonly clip: Clip; readonly key: string }

/** Null: no other copy is known, or none is whole. */
async function fromOurOwn(
  db: Database,
  { job, clip, key }: Mending,
  signal: AbortSignal,
  world: World,
): Promise<Extract<CopyEvent, { type: 'clip-archived' }> | null> {
  const copies = await loadJobs(db, await findSameClips(db, { jobId: job.id, clip }))
  for (const { clip: copy } of copies) {
    if (copy === null) continue
    const event = await world.copyClip({ ...job, clipKey: key }, copy, signal)
    if (event.type === 'clip-archived') return event
  }
  return null
}

/** What is a copy has no task of its own: the task of its original is asked. */
async function fromUpstream(
  db: Database,
  { job, clip, key }: Mending,
  signal: AbortSignal,
  world: World,
): Promise<MendEvent | BulkObjection> {
  const upstream = world.upstreams.get(job.upstream)
  if (upstream === undefined) {
    return { code: 'upstream_not_configured', message: `the upstream ${job.upstream} is not configured` }
  }
  const [asked] = isReused(job) && job.reusedFrom !== null ? await loadJobs(db, [job.reusedFrom]) : [job]
  if (asked?.submission == null) {
    return {
      code: 'no_task',
      message: 'no other copy is whole, and no task is left that could give the clip again',
    }
  }
  await turnOf(upstream, signal)
  const { event } = await upstream.port.poll(asked, { signal })
  if (event.type !== 'render-succeeded') {
    return { code: 'no_link', message: `the upstream gives no link any more: ${event.type}` }
  }
  return world.mender.mend(job, { link: event.link, key, sha256: clip.sha256 }, { signal })
}

async function turnOf({ pollPace }: ConfiguredUpstream, signal: AbortSignal): Promise<void> {
  for (;;) {
    const turn = await pollPace.turn(signal)
    if (turn === 'come') return
    if (turn === 'left') throw new Error('no turn to ask came in time')
    await delay(turn.againInMs, undefined, { signal })
  }
}

/**
 * The clip's own key where nothing stands, else a spare one of the same name: what stands there may have the right
 * length and, by the store's own note of it, even the right checksum, and still be damaged.
 */
async function freeKey(job: Job, clip: Clip, signal: AbortSignal, { store }: World): Promise<string> {
  if ((await store.head(clip.key, signal)) === null) return clip.key
  const digest = createHash('sha256').update(`${clip.sha256} after ${clip.key}`).digest('hex')
  return job.clipKey.replace(/(?:\.mp4)?$/, `-${digest.slice(0, 8)}.mp4`)
}
