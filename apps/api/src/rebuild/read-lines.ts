import { readPacked, unpackLines } from '@reelkeep/archive'
import type { RebuildRun } from './rebuild-run.ts'

const readTimeoutMs = 300_000

/** The lines of a packed record of the bucket. */
export async function* readLines({ store, signal }: RebuildRun, key: string): AsyncGenerator<string> {
  const found = await readPacked(store, key, AbortSignal.any([signal, AbortSignal.timeout(readTimeoutMs)]))
  if (found === null) throw new Error('it is gone')
  yield* unpackLines(found.packed)
}
