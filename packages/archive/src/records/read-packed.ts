import type { Store } from '../store/store.ts'

/** Packed, a manifest of 50,000 rows has about a tenth of this. */
const packedBytesMax = 256 * 1024 ** 2

export type PackedRecord = {
  readonly packed: Buffer
  /** As the store tells it. */
  readonly writtenAt: Date | null
}

/** A packed record as it lies in the bucket; null when there is none. Throws when it is larger than any of ours. */
export async function readPacked(
  store: Pick<Store, 'read'>,
  key: string,
  signal: AbortSignal,
): Promise<PackedRecord | null> {
  const found = await store.read(key, undefined, signal)
  if (found.outcome !== 'bytes') return null
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of found.body) {
    bytes += piece.length
    if (bytes > packedBytesMax) throw new Error(`it has more than ${packedBytesMax} bytes`)
    pieces.push(piece)
  }
  return { packed: Buffer.concat(pieces), writtenAt: found.lastModified }
}
