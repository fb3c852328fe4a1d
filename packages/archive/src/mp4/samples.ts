import { findBox, needBox } from './boxes.ts'
import { InvalidClipError } from './invalid-clip.ts'

/**
 * Checks that every sample of a track lies inside the bytes received, and counts them. Loops are bounded by the
 * tables' own bytes, never by a count that a table claims.
 */
export function checkSamples(track: Buffer, bytesReceived: number): number {
  const table = needBox(track, 'mdia/minf/stbl', 8)
  const sizes = readSizes(table)
  const chunks = readChunks(table)
  const runs = needBox(table, 'stsc', 8)
  const runCount = Math.min(runs.readUInt32BE(4), Math.floor((runs.length - 8) / 12))
  let sample = 0
  let run = 0
  for (let chunk = 1; chunk <= chunks.count && sample < sizes.count; chunk++) {
    while (run + 1 < runCount && runs.readUInt32BE(8 + (run + 1) * 12) <= chunk) run += 1
    const perChunk = runCount === 0 ? 0 : runs.readUInt32BE(12 + run * 12)
    const until = Math.min(sample + perChunk, sizes.count)
    const end = chunks.offsetAt(chunk - 1) + sizes.sumOf(sample, until)
    if (end > bytesReceived) {
      throw new InvalidClipError(
        `cut off: a sample should end at byte ${end}, the file ends at ${bytesReceived}`,
      )
    }
    sample = until
  }
  if (sample < sizes.count) {
    throw new InvalidClipError(`${sizes.count - sample} of ${sizes.count} samples have no place in the file`)
  }
  return sizes.count
}

type Sizes = { readonly count: number; sumOf(from: number, until: number): number }

function readSizes(table: Buffer): Sizes {
  const sizes = findBox(table, 'stsz')
  if (sizes === null) throw new InvalidClipError('it has no stsz box')
  if (sizes.length < 12) throw new InvalidClipError('its stsz box is too short')
  const same = sizes.readUInt32BE(4)
  const count = sizes.readUInt32BE(8)
  if (same !== 0) return { count, sumOf: (from, until) => (until - from) * same }
  if (12 + count * 4 > sizes.length) throw new InvalidClipError('its stsz box is too short')
  return {
    count,
    sumOf: (from, until) => {
      let sum = 0
      for (let index = from; index < until; index++) sum += sizes.readUInt32BE(12 + index * 4)
      return sum
    },
  }
}

type Chunks = { readonly count: number; offsetAt(index: number): number }

function readChunks(table: Buffer): Chunks {
  const short = findBox(table, 'stco')
  const offsets = short ?? needBox(table, 'co64', 8)
  const width = short ? 4 : 8
  const count = offsets.length >= 8 ? offsets.readUInt32BE(4) : 0
  if (8 + count * width > offsets.length) throw new InvalidClipError('its table of chunks is too short')
  return {
    count,
    offsetAt: (index) =>
      short ? offsets.readUInt32BE(8 + index * 4) : Number(offsets.readBigUInt64BE(8 + index * 8)),
  }
}
