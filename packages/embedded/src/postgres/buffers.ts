import { totalmem } from 'node:os'

const MIB = 2 ** 20
/** Postgres' own. */
export const leastBuffersMib = 128
const mostMib = 1_024

/**
 * How much memory, in MiB, Postgres keeps pages in: a sixteenth of what we may use, since the stock 128 MiB read every page
 * of a million jobs from the system again and again. It takes as much as it has read, not more.
 */
export function sharedBuffersMib(memoryBytes = usableMemory()): number {
  return Math.min(mostMib, Math.max(leastBuffersMib, Math.floor(memoryBytes / 16 / MIB)))
}

/** A container's limit where there is one. */
function usableMemory(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
