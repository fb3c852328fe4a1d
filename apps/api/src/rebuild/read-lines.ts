import { unpackLines } from '@reelkeep/archive'
import type { RebuildRun } from './rebuild-run.ts'

/** Packed, a manifest of 50,000 rows has about a tenth of this. */
const packedBytesMax = 256 * 1024 ** 2
const readTimeoutMs = 300_000

/** The lines of a packed record of the bucket. */
export async function* readLines({ store, signal }: RebuildRun, key: string): AsyncGenerator<string> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(readTimeoutMs)])
  const found = await store.read(key, undefined, within)
  if (found.outcome !== 'bytes') throw new Error('it is gone')
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of found.body) {
    bytes += piece.length
    if (bytes > packedBytesMax) throw new Error(`it has more than ${packedBytesMax} bytes`)
    pieces.push(piece)
  }
  yield* unpackLines(Buffer.concat(pieces))
}
