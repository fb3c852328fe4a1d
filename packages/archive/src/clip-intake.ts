import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crcText } from './crc-text.ts'
import { walkBoxes } from './mp4/box-walk.ts'
import { type Movie, readMovie } from './mp4/read-movie.ts'
import type { Store, Upload } from './store/store.ts'

/** The part size of a large clip; a clip that fits into one is written whole. */
export const partBytes = 8 * 1024 * 1024

/** Takes a clip piece by piece: checks and hashes it in passing, and sends what does not fit into memory. */
export type ClipIntake = {
  /** A promise while the store is behind. Throws InvalidClipError as soon as the bytes can be no MP4. */
  take(chunk: Buffer): Promise<void> | null
  /** Every check of the content. Throws InvalidClipError. */
  finish(): TakenClip
  /** The upload of a large clip with all its parts sent; null for a small clip, or when the key was taken. */
  flush(): Promise<Upload | null>
  /** What a small clip is made of. */
  body(): Buffer | null
  abandon(): Promise<void>
}

export type TakenClip = {
  readonly movie: Movie
  readonly bytes: number
  readonly sha256: string
  readonly mediaSha256: string
  readonly crc32: string
}

export function openIntake(
  store: Pick<Store, 'beginUpload' | 'head'>,
  target: { readonly key: string; readonly jobId: string; readonly signal: AbortSignal },
): ClipIntake {
  const sha256 = createHash('sha256')
  const walk = walkBoxes()
  let crc = 0
  let pieces: Buffer[] = []
  let held = 0
  let parts = 0
  let sending: Promise<void> | null = null
  let upload: Upload | null = null
  let keyTaken = false

  const nextPart = (): Buffer => {
    const all = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
    const part = all.subarray(0, partBytes)
    const rest = all.subarray(part.length)
    pieces = rest.length > 0 ? [rest] : []
    held = rest.length
    parts += 1
    return part
  }
  const send = async (part: Buffer, number: number): Promise<void> => {
    if (number === 1) {
      // Under a taken key nothing is sent: an upload of ours may have been completed and its answer lost.
      keyTaken = (await store.head(target.key, target.signal)) !== null
      if (!keyTaken) upload = await store.beginUpload(target.key, { jobId: target.jobId }, target.signal)
    }
    await upload?.sendPart(number, part)
  }

  return {
    take: (chunk) => {
      sha256.update(chunk)
      crc = crc32(chunk, crc)
      walk.feed(chunk)
      pieces.push(chunk)
      held += chunk.length
      if (held <= partBytes) return null
      // One part on its way and one being filled: that is all the memory a clip gets.
      const before = sending
      const part = nextPart()
      const number = parts
      sending = (before ?? Promise.resolve()).then(() => send(part, number))
      // Looked at by whoever waits next; until then its failure is nobody's.
      sending.catch(() => undefined)
      return before
    },
    finish: () => {
      const walked = walk.finish()
      return {
        movie: readMovie(walked),
        bytes: walked.bytes,
        sha256: sha256.digest('hex'),
        mediaSha256: walked.mediaSha256,
        crc32: crcText(crc),
      }
    },
    flush: async () => {
      await sending
      if (parts === 0 || upload === null) return null
      if (held > 0) {
        const last = nextPart()
        await upload.sendPart(parts, last)
      }
      return upload
    },
    body: () => (parts === 0 ? Buffer.concat(pieces) : null),
    abandon: async () => {
      await sending?.catch(() => undefined)
      await upload?.abort()
    },
  }
}
