import { createReadStream } from 'node:fs'
import { crc32 } from 'node:zlib'
import { crcText } from '../crc-text.ts'
import type { Store } from '../store/store.ts'
import type { RescueFile, RescueFolder } from './rescue-folder.ts'

/** The file that a store of this kind has written; null: none. */
export type RescueTarget = { file: RescueFile | null }

/**
 * Takes a clip as the bucket would, with every check on the way, and has it on our own disk instead. For one clip, which
 * is there only when its file is committed.
 */
export function storeOnDisk(store: Store, folder: RescueFolder, jobId: string, target: RescueTarget): Store {
  const begin = async (): Promise<RescueFile> => {
    target.file = await folder.openClip(jobId)
    return target.file
  }
  return {
    ...store,
    put: async (_key, { body }) => {
      const file = await begin()
      await file.append(body)
      await file.sync()
      return 'written'
    },
    beginUpload: async () => {
      const file = await begin()
      let parts = 0
      return {
        sendPart: async (number, body) => {
          parts += 1
          if (number !== parts) throw new Error(`part ${number} came as number ${parts}`)
          await file.append(body)
        },
        complete: async () => {
          await file.sync()
          return 'written'
        },
        abort: () => file.discard(),
      }
    },
    // Nothing is there before we have written it; then what can be read counts, not what was sent.
    head: async () => {
      if (target.file === null) return null
      const { bytes, crc } = await readBack(target.file.path)
      return { bytes, crc32: crcText(crc), etag: null, sha256: null, jobId }
    },
  }
}

async function readBack(path: string): Promise<{ bytes: number; crc: number }> {
  let bytes = 0
  let crc = 0
  for await (const piece of createReadStream(path)) {
    bytes += piece.length
    crc = crc32(piece, crc)
  }
  return { bytes, crc }
}
