import { isClipOf, type RescuedClip } from '@reelkeep/archive'
import type { Job } from '@reelkeep/core'
import { type Database, seeRescueFolder } from '@reelkeep/db'
import { keepRescued } from './fetch-clip.ts'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import { settle } from './settle.ts'
import { wakeNext } from './wake-next.ts'
import { withTwin } from './with-twin.ts'
import type { World } from './world.ts'

/**
 * Offers every clip of our rescue folder to the store again as soon as it is well, whatever message is lost and whichever
 * worker put it there: all that have the data dir have the folder. What is in the store leaves the disk.
 */
export function startRescueLoop(db: Database, { everyMs }: { readonly everyMs: number }, world: World): Loop {
  const aborter = new AbortController()
  const strangers = new Set<string>()
  const loop = startLoop({
    everyMs,
    turn: async () => {
      const clips = await world.rescue.list()
      if (clips.length === 0 && strangers.size === 0) return null
      await seeRescueFolder(db, { id: await world.rescue.folderId(), ...(await world.rescue.usage()) })
      for (const clip of clips) {
        if (aborter.signal.aborted) return null
        await offer(clip, strangers, aborter.signal, world)
      }
      return null
    },
    onError: (error) => world.log.error({ error: describeError(error) }, 'rescued clips were not offered'),
  })
  return {
    nudge: loop.nudge,
    stop: async () => {
      aborter.abort()
      await loop.stop()
    },
  }
}

async function offer(
  clip: RescuedClip,
  strangers: Set<string>,
  signal: AbortSignal,
  world: World,
): Promise<void> {
  const { rescue, rows, archiveHealth, log } = world
  const job = await rows.find(clip.job_id)
  const isItsOwn = job !== null && isClipOf(clip, job)
  if (isItsOwn && job.state === 'archived') {
    await rescue.drop(clip.job_id)
    return
  }
  if (!isItsOwn || job.state !== 'archiving') {
    // Somebody paid for it; a person may still want it.
    if (strangers.has(clip.job_id)) return
    strangers.add(clip.job_id)
    log.error(
      { job_id: clip.job_id, state: job?.state ?? null, sha256: clip.sha256 },
      'a rescued clip lies here that no job waits for',
    )
    return
  }
  if (archiveHealth.isFailing()) {
    if (job.rescuedTo === null) await adopt(job, clip, world)
    return
  }
  const event = await keepRescued(job, signal, world)
  if (event.type !== 'clip-archived') {
    if (!signal.aborted) log.warn({ job_id: job.id, event: event.type }, 'a rescued clip was not kept')
    return
  }
  const fact = { job, event: await withTwin(job, event, world), persistence: 'few-tries' as const }
  const settled = await settle(fact, world)
  await wakeNext(job, settled, world)
  if (settled.outcome !== 'saved') return
  world.metrics.rescued('kept')
  log.info({ job_id: job.id, bytes: clip.bytes, to_state: settled.job.state }, 'rescued clip kept')
  await rescue.drop(job.id)
}

/** Whoever rescued it died before it could say so; without its word the job would be lost with its link. */
async function adopt(job: Job, { bytes, sha256 }: RescuedClip, world: World): Promise<void> {
  const rescueId = await world.rescue.folderId()
  const message = 'it lay in the rescue folder, and nothing said so'
  const event = { type: 'clip-rescued', rescueId, bytes, sha256, message } as const
  const settled = await settle({ job, event, persistence: 'few-tries' }, world)
  await wakeNext(job, settled, world)
}
