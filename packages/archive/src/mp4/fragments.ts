import type { KeptBox } from './box-walk.ts'
import { findBox, innerBoxes } from './boxes.ts'

/**
 * The length of a fragmented film: what its header promises, else the longest track's samples added up. The samples
 * themselves lie in mdat boxes, and the box walk has seen each of those end inside the file.
 */
export function fragmentedSeconds(moov: Buffer, moofs: readonly KeptBox[]): number {
  const promised = promisedSeconds(moov)
  if (promised > 0) return promised
  const totals = new Map<number, number>()
  const defaults = defaultDurations(moov)
  for (const { box } of moofs) {
    for (const { type, body } of innerBoxes(box.subarray(8))) {
      if (type !== 'traf') continue
      const { trackId, ticks } = trafTicks(body, defaults)
      totals.set(trackId, (totals.get(trackId) ?? 0) + ticks)
    }
  }
  const timescales = timescalesOf(moov)
  return Math.max(0, ...[...totals].map(([trackId, ticks]) => ticks / (timescales.get(trackId) ?? Infinity)))
}

function promisedSeconds(moov: Buffer): number {
  const extends_ = findBox(moov, 'mvex/mehd')
  const header = findBox(moov, 'mvhd')
  if (!extends_ || !header || extends_.length < 8 || header.length < 32) return 0
  const isLong = extends_[0] === 1 && extends_.length >= 12
  const duration = isLong ? Number(extends_.readBigUInt64BE(4)) : extends_.readUInt32BE(4)
  const timescale = header.readUInt32BE(header[0] === 1 ? 20 : 12)
  return timescale > 0 ? duration / timescale : 0
}

function defaultDurations(moov: Buffer): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const { type, body } of innerBoxes(findBox(moov, 'mvex') ?? Buffer.alloc(0))) {
    if (type === 'trex' && body.length >= 16) found.set(body.readUInt32BE(4), body.readUInt32BE(12))
  }
  return found
}

function timescalesOf(moov: Buffer): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const { type, body } of innerBoxes(moov)) {
    const header = type === 'trak' ? findBox(body, 'tkhd') : null
    const media = type === 'trak' ? findBox(body, 'mdia/mdhd') : null
    if (!header || !media || header.length < 24 || media.length < 24) continue
    found.set(header.readUInt32BE(header[0] === 1 ? 20 : 12), media.readUInt32BE(media[0] === 1 ? 20 : 12))
  }
  return found
}

function trafTicks(traf: Buffer, defaults: ReadonlyMap<number, number>): { trackId: number; ticks: number } {
  const header = findBox(traf, 'tfhd')
  if (!header || header.length < 8) return { trackId: 0, ticks: 0 }
  const trackId = header.readUInt32BE(4)
  const flags = header.readUIntBE(1, 3)
  const durationAt = 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0)
  const own = flags & 0x8 && header.length >= durationAt + 4 ? header.readUInt32BE(durationAt) : null
  const each = own ?? defaults.get(trackId) ?? 0
  let ticks = 0
  for (const { type, body } of innerBoxes(traf)) {
    if (type === 'trun' && body.length >= 8) ticks += runTicks(body, each)
  }
  return { trackId, ticks }
}

function runTicks(run: Buffer, each: number): number {
  const flags = run.readUIntBE(1, 3)
  const count = run.readUInt32BE(4)
  if (!(flags & 0x100)) return count * each
  const start = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0)
  const width = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length
  let ticks = 0
  for (let at = start, left = count; left > 0 && at + 4 <= run.length; at += width, left--) {
    ticks += run.readUInt32BE(at)
  }
  return ticks
}
