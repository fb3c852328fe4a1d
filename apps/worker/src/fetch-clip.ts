// How the clip of a job is fetched: from its link into the store, from its link onto our own disk while the store is
// away and the link grows old, or from that disk into the store.
import type { ArchiveEvent } from '@reelkeep/archive'
import { isReused, type Job, type JobEvent, rescueAt } from '@reelkeep/core'
import { describeError } from './log.ts'
import type { World } from './world.ts'

export type ClipEvent =
  | ArchiveEvent
  | Extract<JobEvent, { type: 'clip-rescued' | 'rescue-lost' | 'reuse-lost' }>

/** A disk that no worker has had for so long is taken for gone, and its clips with it. */
const folderForgottenAfterMs = 7 * 24 * 3_600_000

/** One attempt. What it says about the store is noted for all workers. */
export async function fetchClip(job: Job, signal: AbortSignal, world: World): Promise<ClipEvent> {
  if (isReused(job)) return copyOriginal(job, signal, world)
  if (job.rescuedTo !== null) return fetchRescued(job, job.rescuedTo, signal, world)
  const { archiveHealth: health } = world
  if (health.isFailing() && isRescueDue(job, world)) {
    return rescue(job, 'the store takes no clips', signal, world)
  }
  if (health.isTriedInVain()) return storeTrouble('the store takes no clips at the moment')
  const event = await fromLink(job, signal, world)
  return isStoreTrouble(event) && !signal.aborted && isRescueDue(job, world)
    ? rescue(job, event.message, signal, world)
    : event
}

/** Of a job that copies a clip of ours: there is nothing to rescue, since the original stays where it is. */
async function copyOriginal(job: Job, signal: AbortSignal, world: World): Promise<ClipEvent> {
  if (world.archiveHealth.isTriedInVain()) return storeTrouble('the store takes no clips at the moment')
  const original = job.reusedFrom === null ? null : await world.rows.find(job.reusedFrom)
  if (original?.clip == null) {
    return { type: 'reuse-lost', message: `${job.reusedFrom} has no clip any more` }
  }
  return noted(await world.copyClip(job, original.clip, signal), signal, world)
}

/** Either nothing is bought any more for want of a store, and then every clip is fetched, or this very link is old. */
function isRescueDue(job: Job, { archiveHealth, clock }: World): boolean {
  if (archiveHealth.isUnwell()) return true
  const at = rescueAt(job)
  return at === null || at <= clock.now()
}

async function rescue(job: Job, why: string, signal: AbortSignal, world: World): Promise<ClipEvent> {
  const event = await world.rescue.fetch(job, { why, signal })
  const fields = { job_id: job.id, source_expires_at: job.sourceExpiresAt, charged_ticks: job.chargedTicks }
  if (event.type === 'clip-rescued') {
    world.metrics.rescued('rescued')
    world.log.warn({ ...fields, rescued_to: event.rescueId, bytes: event.bytes }, 'clip rescued')
  } else if (isStoreTrouble(event) && !signal.aborted) {
    world.metrics.rescued('failed')
    world.log.error({ ...fields, why: event.message }, 'a clip could not be rescued')
  }
  return event
}

async function fetchRescued(
  job: Job,
  rescueId: string,
  signal: AbortSignal,
  world: World,
): Promise<ClipEvent> {
  const { archiveHealth: health, rescue: own } = world
  if (health.isTriedInVain()) return storeTrouble('the store takes no clips at the moment')
  const ownId = await own.folderId().catch((error) => {
    world.log.error({ error: describeError(error) }, 'the rescue folder cannot be opened')
    return null
  })
  if (ownId === rescueId) return keepRescued(job, signal, world)
  // On another disk, whose workers offer it to the store themselves. The link may be quicker.
  const isLinkAlive = job.sourceExpiresAt !== null && job.sourceExpiresAt > world.clock.now()
  if (isLinkAlive && !health.isFailing()) return fromLink(job, signal, world)
  const unseenMs = await world.rescueFolderAge(rescueId)
  if (unseenMs > folderForgottenAfterMs) {
    return { type: 'rescue-lost', rescueId, message: 'no worker has had its folder for a week' }
  }
  return storeTrouble(`the clip lies in ${rescueId}, which another worker has`)
}

/** Puts a clip of our own rescue folder into the store. */
export async function keepRescued(
  job: Pick<Job, 'id' | 'clipKey' | 'submission'>,
  signal: AbortSignal,
  world: World,
): Promise<ClipEvent> {
  return noted(await world.rescue.keep(job, { signal }), signal, world)
}

async function fromLink(job: Job, signal: AbortSignal, world: World): Promise<ClipEvent> {
  return noted(await world.archiver.archive(job, { signal }), signal, world)
}

async function noted<Event extends ClipEvent>(
  event: Event,
  signal: AbortSignal,
  { archiveHealth, log }: World,
): Promise<Event> {
  try {
    if (event.type === 'clip-archived') await archiveHealth.kept()
    if (isStoreTrouble(event) && !signal.aborted) await archiveHealth.failed(event.message)
  } catch (error) {
    // The clip and its row matter more; the next one says the same.
    log.warn({ error: describeError(error) }, 'the state of the store was not noted')
  }
  return event
}

type StoreTrouble = Extract<JobEvent, { type: 'archive-interrupted' }> & { readonly where: 'store' }

function isStoreTrouble(event: ClipEvent): event is StoreTrouble {
  return event.type === 'archive-interrupted' && event.where === 'store'
}

function storeTrouble(message: string): StoreTrouble {
  return { type: 'archive-interrupted', where: 'store', message }
}
