import { createHash, type Hash } from 'node:crypto'
import { loadBaseClip, type Scene } from './base-clip.ts'
import { box, text } from './boxes.ts'
import { frameSize } from './frame-size.ts'
import { writeMovie } from './write-movie.ts'

export type ClipSpec = {
  readonly taskId: string
  readonly scene: Scene
  readonly durationS: number
  readonly aspectRatio: string
  readonly resolution: string
  /** Pads the file to exactly this length; null leaves it as long as it is. */
  readonly sizeBytes: number | null
}

export type Clip = {
  /** The file, in order: the movie, which clips of one shape share in memory, and the box that names the task. */
  readonly parts: readonly Buffer[]
  readonly sizeBytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

export type ClipShelf = { clipFor(spec: ClipSpec): Promise<Clip> }

type Movie = { readonly bytes: Buffer; readonly hash: Hash }

/** Long enough for the words and a `video_<uuid>`; a fixed length keeps all clips of a shape equally long. */
const nameBytes = 72
const nameBoxBytes = nameBytes + 8
/** No plain movie comes near it, so that every `clipBytes` from here on can be met to the byte. */
export const smallestClipBytes = 2048

/** Makes clips on demand. Only the shared movies are kept, oldest dropped first, never more than `keptBytes` together. */
export function openClipShelf(keptBytes: number): ClipShelf {
  const movies = new Map<string, Promise<Movie>>()
  let heldBytes = 0

  async function movieFor(spec: ClipSpec): Promise<Movie> {
    const { scene, durationS, resolution, aspectRatio, sizeBytes } = spec
    const shape = `${scene} ${durationS} ${resolution} ${aspectRatio} ${sizeBytes}`
    const kept = movies.get(shape)
    if (kept !== undefined) {
      movies.delete(shape)
      movies.set(shape, kept)
      return kept
    }
    const made = makeMovie(spec)
    movies.set(shape, made)
    heldBytes += (await made).bytes.length
    await dropOldest(shape)
    return made
  }

  async function dropOldest(newest: string): Promise<void> {
    for (const [shape, movie] of movies) {
      if (heldBytes <= keptBytes || shape === newest) return
      movies.delete(shape)
      heldBytes -= (await movie).bytes.length
    }
  }

  async function clipFor(spec: ClipSpec): Promise<Clip> {
    const movie = await movieFor(spec)
    const name = nameBox(spec.taskId)
    return {
      parts: [movie.bytes, name],
      sizeBytes: movie.bytes.length + name.length,
      // The movie was hashed once; only the name is new.
      sha256: movie.hash.copy().update(name).digest('hex'),
    }
  }
  return { clipFor }
}

async function makeMovie(spec: ClipSpec): Promise<Movie> {
  const base = await loadBaseClip(spec.scene, frameSize(spec.resolution, spec.aspectRatio))
  const movie = writeMovie(base, spec.durationS, spec.scene === 'plain')
  const bytes = spec.sizeBytes === null ? movie : padded(movie, spec.sizeBytes - nameBoxBytes)
  return { bytes, hash: createHash('sha256').update(bytes) }
}

function padded(movie: Buffer, sizeBytes: number): Buffer {
  const fill = sizeBytes - movie.length - 8
  if (fill < 0) throw new Error(`a clip of ${movie.length} bytes cannot be padded to ${sizeBytes}`)
  return Buffer.concat([movie, box('free', Buffer.alloc(fill))])
}

/** Players skip `free`; it makes the file of each task its own. */
function nameBox(taskId: string): Buffer {
  return box('free', text(`simulated clip of ${taskId}`.padEnd(nameBytes)))
}
