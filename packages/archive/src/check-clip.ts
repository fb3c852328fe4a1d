import { createHash } from 'node:crypto'
import type { Store } from './store/store.ts'

export type ClipFacts = { readonly key: string; readonly bytes: number; readonly sha256: string }

export type ClipFinding =
  | { readonly outcome: 'whole' }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'other_length'; readonly bytes: number }
  | { readonly outcome: 'other_hash'; readonly sha256: string }

/** A reading that is slower than this has lost its store: 64 KiB a second, and a minute to begin. */
const minBytesPerSecond = 64 * 1024
const beginMs = 60_000

/**
 * Reads a stored clip to its end and compares it with what was kept. Throws when it could not be read: that says nothing
 * about the clip.
 */
export async function checkClip(
  store: Pick<Store, 'read'>,
  clip: ClipFacts,
  signal: AbortSignal,
): Promise<ClipFinding> {
  const both = readingSignal(clip.bytes, signal)
  const found = await store.read(clip.key, undefined, both)
  if (found.outcome === 'missing') return { outcome: 'missing' }
  if (found.outcome === 'bad-range') throw new Error(`the store gave a range of ${clip.key}, not the whole`)
  if (found.bytes !== clip.bytes) {
    found.body.destroy()
    return { outcome: 'other_length', bytes: found.bytes }
  }
  const sha256 = createHash('sha256')
  let bytes = 0
  const stop = (): void => void found.body.destroy(new Error(`reading ${clip.key} was stopped`))
  both.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of found.body) {
      bytes += chunk.length
      sha256.update(chunk)
    }
  } finally {
    both.removeEventListener('abort', stop)
  }
  if (bytes !== found.bytes) throw new Error(`${bytes} of ${found.bytes} bytes of ${clip.key} came`)
  const digest = sha256.digest('hex')
  return digest === clip.sha256 ? { outcome: 'whole' } : { outcome: 'other_hash', sha256: digest }
}

/** Aborts with `signal`, or when reading so many bytes takes longer than any store that answers needs. */
export function readingSignal(bytes: number, signal: AbortSignal): AbortSignal {
  const allowedMs = beginMs + (bytes / minBytesPerSecond) * 1000
  return AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(allowedMs))])
}
