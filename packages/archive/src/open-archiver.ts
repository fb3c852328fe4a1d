import type { Clip, Job, JobEvent } from '@reelkeep/core'
import { type ClipIntake, openIntake, type TakenClip } from './clip-intake.ts'
import { type Downloader, openDownloader } from './download.ts'
import { type DownloadLimits, type DownloadOutcome, defaultDownloadLimits } from './download-request.ts'
import type { ConnectGuard, LinkRules } from './links/connect-guard.ts'
import { InvalidClipError } from './mp4/invalid-clip.ts'
import { keepClip } from './store/keep-clip.ts'
import type { Store } from './store/store.ts'

/** What an attempt to archive can turn out to be. */
export type ArchiveEvent = Extract<
  JobEvent,
  { type: 'clip-archived' | 'archive-interrupted' | 'link-dead' | 'clip-invalid' | 'link-refused' }
>

export type Archiver = {
  /** Fetches the job's link once and keeps the clip. Never throws for what a stranger or the store did. */
  archive(job: Job, io: { readonly signal: AbortSignal }): Promise<ArchiveEvent>
  close(): Promise<void>
}

export type ArchiverParts = {
  readonly store: Store
  readonly connectGuard: ConnectGuard
  readonly clock: { now(): Date }
  readonly maxBytes: number
  /** The rules of the upstream that gave the link; null: from it nothing is fetched. */
  readonly rulesFor: (upstream: string) => LinkRules | null
  /**
   * The `authorization` header for a link that answers 401 or 403 without one; null for every address that the job's own
   * upstream does not serve. Never asked about another origin than the submission's own.
   */
  readonly authorizationFor?: (job: Job, url: URL) => string | null
  readonly limits?: DownloadLimits
  /** Awaited when a clip is checked and not yet visible. */
  readonly beforeKeep?: (job: Job) => Promise<void>
}

export function openArchiver(parts: ArchiverParts): Archiver {
  const downloader = openDownloader(parts.connectGuard, parts.limits ?? defaultDownloadLimits)
  const archive = async (job: Job, key: string, signal: AbortSignal): Promise<ArchiveEvent> => {
    const intake = openIntake(parts.store, { key, jobId: job.id, signal })
    const event = await fetchAndKeep({ ...parts, downloader, intake, key, signal }, job).catch(failed)
    if (event.type === 'clip-archived') return event
    // Parts that cannot be taken back now fall to the bucket's own rule for unfinished uploads.
    await intake.abandon().catch(() => undefined)
    return event.type === 'key-taken' ? await archive(job, event.spareKey, signal) : event
  }
  return {
    archive: (job, { signal }) => archive(job, job.clipKey, signal),
    close: () => downloader.close(),
  }
}

type Attempt = ArchiverParts & {
  readonly downloader: Downloader
  readonly intake: ClipIntake
  readonly key: string
  readonly signal: AbortSignal
}

/** The key holds other bytes, and these, too many for memory, are gone: they have to come once more. */
type KeyTaken = { readonly type: 'key-taken'; readonly spareKey: string }

async function fetchAndKeep(attempt: Attempt, job: Job): Promise<ArchiveEvent | KeyTaken> {
  const { store, clock, downloader, intake, key, signal } = attempt
  if (job.sourceUrl === null) throw new Error(`job ${job.id} has no link to archive from`)
  const rules = attempt.rulesFor(job.upstream)
  if (rules === null) {
    const host = URL.canParse(job.sourceUrl) ? new URL(job.sourceUrl).hostname : ''
    return { type: 'link-refused', host, message: `${job.upstream} is not configured any more` }
  }
  const outcome = await downloader.download({
    link: job.sourceUrl,
    rules,
    keyFor: keyOf(job, attempt.authorizationFor),
    maxBytes: attempt.maxBytes,
    signal,
    onChunk: intake.take,
  })
  if (outcome.outcome !== 'received') return eventOf(outcome, job.upstream)
  const taken = finish(intake)
  if (taken instanceof InvalidClipError) {
    // A reply that ends with its connection may have been cut: then another try can bring the rest.
    return outcome.endAnnounced
      ? failed(taken)
      : {
          type: 'archive-interrupted',
          where: 'source',
          message: `the reply's end is not sure: ${taken.message}`,
        }
  }
  await attempt.beforeKeep?.(job)
  const kept = await keepClip(store, { key, jobId: job.id, taken, intake, signal })
  if (kept.outcome === 'send-again') return { type: 'key-taken', spareKey: kept.key }
  return archived(kept.clip, taken, clock.now())
}

/**
 * Whatever the settings say, no key leaves for another scheme, host or port than the submission's own. One that names no
 * place was bound by hand, and is where the settings say.
 */
function keyOf(
  job: Job,
  authorizationFor: ArchiverParts['authorizationFor'],
): ((url: URL) => string | null) | undefined {
  if (authorizationFor === undefined) return undefined
  const baseUrl = job.submission?.baseUrl ?? null
  const home = baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).origin : null
  return (url) => (baseUrl === null || url.origin === home ? authorizationFor(job, url) : null)
}

function finish(intake: ClipIntake): TakenClip | InvalidClipError {
  try {
    return intake.finish()
  } catch (error) {
    if (error instanceof InvalidClipError) return error
    throw error
  }
}

type KeptClip = Pick<Clip, 'bucket' | 'key'>

export function archived(
  { bucket, key }: KeptClip,
  taken: TakenClip,
  now: Date,
): Extract<JobEvent, { type: 'clip-archived' }> {
  const { movie, bytes, sha256, mediaSha256, crc32 } = taken
  return {
    type: 'clip-archived',
    clip: {
      bucket,
      key,
      bytes,
      sha256,
      mediaSha256,
      crc32,
      contentType: 'video/mp4',
      ...movie,
      archivedAt: now,
    },
    // Whether another job has the same media is for whoever knows the other jobs to say.
    twinId: null,
  }
}

function eventOf(outcome: Exclude<DownloadOutcome, { outcome: 'received' }>, upstream: string): ArchiveEvent {
  switch (outcome.outcome) {
    case 'refused':
      return { type: 'link-refused', host: outcome.host, message: refusalWords(outcome, upstream) }
    case 'unusable':
      return { type: 'clip-invalid', problem: outcome.problem }
    case 'interrupted':
      return { type: 'archive-interrupted', where: 'source', message: outcome.message }
    case 'answered-otherwise':
      return eventOfStatus(outcome.status)
    case 'given-up':
      return failed(outcome.error)
  }
}

/** Why, and the one command that allows it. */
function refusalWords(
  { message, allow }: Extract<DownloadOutcome, { outcome: 'refused' }>,
  upstream: string,
): string {
  return allow === null ? message : `${message}; "reelkeep upstream allow ${upstream} ${allow}" allows it`
}

/** A 4xx says that this link is no good; too many requests, a timeout and a 5xx say that now is no good. */
function eventOfStatus(status: number): ArchiveEvent {
  const isDead = status >= 400 && status < 500 && ![408, 425, 429].includes(status)
  return isDead
    ? { type: 'link-dead', httpStatus: status }
    : { type: 'archive-interrupted', where: 'source', message: `HTTP ${status}` }
}

/** What is neither the content's fault nor the link's is the store's. */
export function failed(error: unknown): ArchiveEvent {
  if (error instanceof InvalidClipError) return { type: 'clip-invalid', problem: error.message }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { type: 'archive-interrupted', where: 'store', message: message.slice(0, 500) }
}
