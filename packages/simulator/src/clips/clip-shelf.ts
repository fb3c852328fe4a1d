import { createHash, type Hash } from 'node:crypto'
import { loadBaseClip, type Scene } from './base-clip.ts'
import { box } from './boxes.ts'
import { frameSize } from './frame-size.ts'
import { nameText, nameUnit, nameUnitBytes } from './name-unit.ts'
import { type Movie, writeMovie } from './write-movie.ts'

export type ClipSpec = {
  readonly taskId: string
  /** Whether its pictures carry the task's name; without it, the media of all tasks of a shape are equal. */
  readonly isNamed: boolean
  readonly scene: Scene
  readonly durationS: number
  readonly aspectRatio: string
  readonly resolution: string
  /** Pads the file to exactly this length; null leaves it as long as it is. */
  readonly sizeBytes: number | null
}

export type Clip = {
  /** The file, in order. All but the names are shared in memory by the clips of one shape. */
  readonly parts: readonly Buffer[]
  readonly sizeBytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

export type ClipShelf = { clipFor(spec: ClipSpec): Promise<Clip> }

/** A movie, and the hash of what stands before its room. */
type HashedMovie = Movie & { readonly hash: Hash }

const nameBoxBytes = nameBox('').length
/** No plain movie comes near it, so that every `clipBytes` from here on can be met to the byte. */
export const smallestClipBytes = 2048

/** Makes clips on demand. Only the shared movies are kept, oldest dropped first, never more than `keptBytes` together. */
export function openClipShelf(keptBytes: number): ClipShelf {
  const movies = new Map<string, Promise<HashedMovie>>()
  let heldBytes = 0

  async function movieFor(spec: ClipSpec): Promise<HashedMovie> {
    const { scene, durationS, resolution, aspectRatio, sizeBytes, isNamed } = spec
    const shape = `${scene} ${durationS} ${resolution} ${aspectRatio} ${sizeBytes} ${isNamed}`
    const kept = movies.get(shape)
    if (kept !== undefined) {
      movies.delete(shape)
      movies.set(shape, kept)
      return kept
    }
    const made = makeMovie(spec)
    movies.set(shape, made)
    heldBytes += (await made).before.length
    await dropOldest(shape)
    return made
  }

  async function dropOldest(newest: string): Promise<void> {
    for (const [shape, movie] of movies) {
      if (heldBytes <= keptBytes || shape === newest) return
      movies.delete(shape)
      heldBytes -= (await movie).before.length
    }
  }

  async function clipFor(spec: ClipSpec): Promise<Clip> {
    const { before, after, hash } = await movieFor(spec)
    const own = [spec.isNamed ? nameUnit(spec.taskId) : Buffer.alloc(0), after, nameBox(spec.taskId)]
    const tail = Buffer.concat(own)
    return {
      parts: [before, tail],
      sizeBytes: before.length + tail.length,
      // The long part was hashed once; only the last picture and the names are new.
      sha256: hash.copy().update(tail).digest('hex'),
    }
  }
  return { clipFor }
}

async function makeMovie(spec: ClipSpec): Promise<HashedMovie> {
  const base = await loadBaseClip(spec.scene, frameSize(spec.resolution, spec.aspectRatio))
  const movie = writeMovie(base, {
    durationS: spec.durationS,
    isStretched: spec.scene === 'plain',
    roomBytes: spec.isNamed ? nameUnitBytes : 0,
    sizeBytes: spec.sizeBytes === null ? null : spec.sizeBytes - nameBoxBytes,
  })
  return { ...movie, hash: createHash('sha256').update(movie.before) }
}

/** Players skip `free`; it makes the file of each task its own, also where the pictures are not. */
function nameBox(taskId: string): Buffer {
  return box('free', nameText(taskId))
}
