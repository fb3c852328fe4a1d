import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Job } from '@reelkeep/core'
import { aJob } from '@reelkeep/testing'
import {
  type ArchiveEvent,
  type ArchiverParts,
  createConnectGuard,
  openArchiver,
  type Store,
} from '../src/index.ts'
import { startMedia } from './media-server.ts'

export const now = new Date('2026-11-20T10:00:00Z')
const never = new AbortController().signal

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export type ArchiveFrom = {
  readonly job?: Partial<Job>
  readonly parts?: Partial<ArchiverParts>
  readonly signal?: AbortSignal
  readonly path?: string
}

/** One attempt to archive a clip that a stranger's server serves as `answer` says. */
export async function archiveFrom(
  store: Store,
  answer: Answer,
  more: ArchiveFrom = {},
): Promise<{ event: ArchiveEvent; job: Job; seen: IncomingMessage[] }> {
  await using media = await startMedia(answer)
  const archiver = openArchiver({
    store,
    connectGuard: createConnectGuard({ allowPrivateHosts: [media.host] }),
    clock: { now: () => now },
    maxBytes: 64 * 1024 * 1024,
    rulesFor: () => ({ linkHosts: [], allowHttpLinks: false, allowedHosts: [] }),
    ...more.parts,
  })
  const job = aJob({
    state: 'archiving',
    sourceUrl: `${media.url}${more.path ?? '/clip.mp4'}`,
    clipKey: `tests/${randomBytes(6).toString('hex')}.mp4`,
    params: { durationS: 1, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null },
    ...more.job,
  })
  try {
    return { event: await archiver.archive(job, { signal: more.signal ?? never }), job, seen: media.seen }
  } finally {
    await archiver.close()
  }
}

export const serve =
  (body: Buffer, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'video/mp4', 'content-length': body.length, ...headers })
      .end(body)
  }
