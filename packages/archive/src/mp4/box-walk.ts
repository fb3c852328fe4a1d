import { createHash } from 'node:crypto'
import { InvalidClipError } from './invalid-clip.ts'

/** The boxes worth keeping, as they came, and how many bytes there were in all. */
export type WalkedBoxes = {
  readonly moov: Buffer
  /** Fragments' headers, in order; empty in an ordinary file. */
  readonly moofs: readonly KeptBox[]
  readonly bytes: number
  /**
   * Of the payloads of all mdat boxes, in order: a file that only says other things about the same picture and sound has
   * the same one. Lower-case hex.
   */
  readonly mediaSha256: string
}

/** A box with its header, and where in the file it began. */
export type KeptBox = { readonly offset: number; readonly box: Buffer }

export type BoxWalk = {
  /** Throws InvalidClipError as soon as the bytes can be no MP4. */
  feed(chunk: Buffer): void
  /** Throws InvalidClipError when the boxes do not end exactly where the bytes do. */
  finish(): WalkedBoxes
}

/** A moov is a few hundred KiB for an hour of film; what is larger is not a clip's. */
const maxKeptBytes = 8 * 1024 * 1024

/** Four letters; some boxes of Apple's begin with a copyright sign. */
const namePattern = /^[\x20-\x7e\xa9]{4}$/

/** Walks the top-level boxes of an MP4 while it streams by, hashing its media and holding on to ftyp, moov and moof only. */
export function walkBoxes(): BoxWalk {
  let position = 0
  let boxStart = 0
  /** Where the box ends; null while its header is being read; Infinity for one that reaches to the end. */
  let boxEnd: number | null = null
  let type = ''
  let header = Buffer.alloc(0)
  let kept: Buffer[] | null = null
  let keptBytes = 0
  let boxes = 0
  let hasMdat = false
  const media = createHash('sha256')
  let moov: Buffer | null = null
  const moofs: KeptBox[] = []

  const open = (size: number): void => {
    boxEnd = size === 0 ? Number.POSITIVE_INFINITY : boxStart + size
    if (boxes === 0 && type !== 'ftyp') throw new InvalidClipError(describeStart(header))
    // Zeros without end would pass for a box that reaches to the end of the file.
    if (!namePattern.test(type)) throw new InvalidClipError(`no box begins at byte ${boxStart}`)
    boxes += 1
    if (type === 'mdat') hasMdat = true
    const isKept = type === 'ftyp' || type === 'moov' || type === 'moof'
    if (!isKept) return
    if (type === 'moov' && moov !== null) throw new InvalidClipError('two moov boxes')
    if (size === 0) throw new InvalidClipError(`a ${type} box without a size`)
    if (keptBytes + size > maxKeptBytes)
      throw new InvalidClipError(`its ${type} box is too large (${size} bytes)`)
    keptBytes += size
    kept = [header]
  }

  const close = (): void => {
    if (kept !== null) {
      const box = Buffer.concat(kept)
      if (type === 'moov') moov = box
      if (type === 'moof') moofs.push({ offset: boxStart, box })
    }
    kept = null
    boxEnd = null
    boxStart = position
    header = Buffer.alloc(0)
  }

  return {
    feed: (chunk) => {
      let at = 0
      while (at < chunk.length) {
        if (boxEnd === null) {
          const missing = headerLength(header) - header.length
          const piece = chunk.subarray(at, at + missing)
          // A copy: the chunk's memory goes back to the socket's pool.
          header = Buffer.concat([header, piece])
          at += piece.length
          position += piece.length
          if (header.length < headerLength(header)) continue
          type = header.toString('latin1', 4, 8)
          open(boxSize(header, boxes === 0))
        } else {
          const piece = chunk.subarray(at, at + Math.min(chunk.length - at, boxEnd - position))
          if (kept !== null) kept.push(Buffer.from(piece))
          if (type === 'mdat') media.update(piece)
          at += piece.length
          position += piece.length
        }
        if (boxEnd === position) close()
      }
    },
    finish: () => {
      if (boxEnd === Number.POSITIVE_INFINITY) close()
      if (position === 0) throw new InvalidClipError('it is empty')
      if (boxEnd !== null) {
        throw new InvalidClipError(
          `cut off: its ${type} box should end at byte ${boxEnd}, the file ends at ${position}`,
        )
      }
      if (header.length > 0)
        throw new InvalidClipError(`cut off: ${header.length} bytes stand after the last box`)
      if (moov === null) throw new InvalidClipError('it has no moov box')
      if (!hasMdat) throw new InvalidClipError('it has no mdat box')
      return { moov, moofs, bytes: position, mediaSha256: media.digest('hex') }
    },
  }
}

/** 8 bytes, or 16 where the size does not fit into the first 4. */
function headerLength(header: Buffer): number {
  return header.length >= 8 && header.readUInt32BE(0) === 1 ? 16 : 8
}

function boxSize(header: Buffer, isFirst: boolean): number {
  const short = header.readUInt32BE(0)
  const size = short === 1 ? Number(header.readBigUInt64BE(8)) : short
  if (size !== 0 && size < header.length) {
    throw new InvalidClipError(isFirst ? describeStart(header) : `a box of ${size} bytes cannot be`)
  }
  if (!Number.isSafeInteger(size)) throw new InvalidClipError('a box larger than any file')
  return size
}

/** What came instead of an MP4, from its first bytes. */
function describeStart(header: Buffer): string {
  const start = header.toString('latin1')
  if (/^\s*</.test(start)) return 'it is a web page or XML, not an MP4'
  if (/^\s*[{[]/.test(start)) return 'it is JSON, not an MP4'
  if (start.startsWith('\x89PNG') || start.startsWith('\xff\xd8\xff') || start.startsWith('GIF8')) {
    return 'it is an image, not an MP4'
  }
  if (start.startsWith('RIFF') || start.startsWith('\x1aE\xdf\xa3')) {
    return 'it is another kind of film (WebM, AVI or WebP), not an MP4'
  }
  return 'it does not begin like an MP4'
}
