import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { openStore } from '@reelkeep/archive'
import type { WorkerConfig, World } from '@reelkeep/worker'
import type { Sabotage } from './sabotage.ts'

type Archive = World['archiver']['archive']

/** HTTP 200 is a clip: whatever came is kept. */
export const bytesTrusted: Sabotage = {
  name: 'bytes-trusted',
  removed: 'what a link gives is checked before it is kept',
  breaks: 'I3',
  row: 24,
  alterWorld: (world, config) => ({
    ...world,
    archiver: { ...world.archiver, archive: trustingArchive(config) },
  }),
}

/** Errors tell the address that failed, as most libraries' do. */
export const linksInMessages: Sabotage = {
  name: 'links-in-messages',
  removed: 'no message names a signed link',
  breaks: 'I9',
  row: 22,
  alterWorld: (world) => ({
    ...world,
    archiver: {
      ...world.archiver,
      archive: async (job, io) => {
        const event = await world.archiver.archive(job, io)
        if (event.type !== 'archive-interrupted') return event
        return { ...event, message: `${event.message} (GET ${job.sourceUrl})` }
      },
    },
  }),
}

function trustingArchive(config: WorkerConfig): Archive {
  const store = openStore(config.store)
  return async (job, { signal }) => {
    try {
      const answer = await fetch(job.sourceUrl ?? '', { signal })
      const body = Buffer.from(await answer.arrayBuffer())
      const crc = Buffer.alloc(4)
      crc.writeUInt32BE(crc32(body))
      const facts = { sha256: hash('sha256', body), crc32: crc.toString('base64') }
      await store.put(job.clipKey, { body, ...facts, facts: { jobId: job.id } }, signal)
      return {
        type: 'clip-archived',
        twinId: null,
        clip: {
          ...facts,
          bucket: config.store.bucket,
          key: job.clipKey,
          bytes: body.length,
          mediaSha256: facts.sha256,
          contentType: 'video/mp4',
          durationMs: 1_000,
          width: 1,
          height: 1,
          codec: 'h264',
          archivedAt: new Date(),
        },
      }
    } catch (error) {
      return { type: 'archive-interrupted', where: 'source', message: String(error) }
    }
  }
}
