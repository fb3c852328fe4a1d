import type { BaseClip } from './base-clip.ts'
import { box, fullBox, text, u16, u32 } from './boxes.ts'

const framesPerSecond = 12
const movieTimescale = 1000
const unityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

export type MovieShape = {
  /** 0 makes a movie without a single picture. */
  readonly durationS: number
  /** Samples are held longer instead of repeated. */
  readonly isStretched: boolean
  /** Room before the last picture for a unit of this length. */
  readonly roomBytes: number
  /** Pads the movie, its room included, to exactly this length; null leaves it as long as it is. */
  readonly sizeBytes: number | null
}

/** The movie on both sides of its room. What comes after is one picture, so that a clip of its own costs next to nothing. */
export type Movie = { readonly before: Buffer; readonly after: Buffer }

/**
 * A playable MP4 of exactly the asked duration: `ftyp`, `moov`, perhaps `free`, `mdat`. Writing the few boxes ourselves costs
 * less than a millisecond a clip; a general muxer does its work sample by sample.
 */
export function writeMovie(base: BaseClip, shape: MovieShape): Movie {
  const { durationS, isStretched, roomBytes } = shape
  const perLoop = base.samples.length
  const count = durationS === 0 ? 0 : isStretched ? perLoop : durationS * framesPerSecond
  const samples = Array.from(
    { length: count },
    (_, index) => base.samples[index % perLoop] ?? Buffer.alloc(0),
  )
  // Sources of edits and extensions are quarters of a second long.
  const timescale = isStretched ? perLoop * 4 : framesPerSecond
  const timing = { timescale, delta: isStretched ? durationS * 4 : 1, durationS }
  const sizes = samples.map((sample, index) => sample.length + (index === count - 1 ? roomBytes : 0))

  const head = box('ftyp', text('isom'), u32(512), text('isomiso2avc1mp41'))
  // Chunk offsets need the length of `moov`, which does not depend on their values.
  const moovLength = movieBox(base, sizes, perLoop, timing, 0).length
  const contentBytes = sizes.reduce((sum, size) => sum + size, 0)
  const padding = paddingBox(shape.sizeBytes, head.length + moovLength + 8 + contentBytes)
  const moov = movieBox(base, sizes, perLoop, timing, head.length + moovLength + padding.length + 8)
  const mdatHead = Buffer.concat([u32(8 + contentBytes), text('mdat')])
  return {
    before: Buffer.concat([head, moov, padding, mdatHead, ...samples.slice(0, -1)]),
    after: samples.at(-1) ?? Buffer.alloc(0),
  }
}

function paddingBox(wantedBytes: number | null, usedBytes: number): Buffer {
  if (wantedBytes === null) return Buffer.alloc(0)
  const fill = wantedBytes - usedBytes - 8
  if (fill < 0) throw new Error(`a movie of ${usedBytes} bytes cannot be padded to ${wantedBytes}`)
  return box('free', Buffer.alloc(fill))
}

type Timing = { readonly timescale: number; readonly delta: number; readonly durationS: number }

function movieBox(
  base: BaseClip,
  sizes: readonly number[],
  perLoop: number,
  timing: Timing,
  firstOffset: number,
): Buffer {
  const movieDuration = timing.durationS * movieTimescale
  return box(
    'moov',
    fullBox(
      'mvhd',
      0,
      0,
      u32(0, 0, movieTimescale, movieDuration, 0x10000),
      u16(0x100, 0),
      u32(0, 0),
      unityMatrix,
      u32(0, 0, 0, 0, 0, 0, 2),
    ),
    box(
      'trak',
      fullBox(
        'tkhd',
        0,
        3,
        u32(0, 0, 1, 0, movieDuration, 0, 0),
        u16(0, 0, 0, 0),
        unityMatrix,
        u32(base.width * 0x10000, base.height * 0x10000),
      ),
      box(
        'mdia',
        fullBox(
          'mdhd',
          0,
          0,
          u32(0, 0, timing.timescale, timing.durationS * timing.timescale),
          u16(0x55c4, 0),
        ),
        fullBox('hdlr', 0, 0, u32(0), text('vide'), u32(0, 0, 0), text('VideoHandler\0')),
        box(
          'minf',
          fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)),
          box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
          sampleTable(base, sizes, perLoop, timing, firstOffset),
        ),
      ),
    ),
  )
}

/** One chunk a loop, so that a player that seeks has a place to land in each. */
function sampleTable(
  base: BaseClip,
  sizes: readonly number[],
  perLoop: number,
  timing: Timing,
  firstOffset: number,
): Buffer {
  const starts = Array.from({ length: Math.ceil(sizes.length / perLoop) }, (_, loop) => loop * perLoop)
  const rest = sizes.length % perLoop
  const runs = starts.length === 0 ? [] : [u32(1, Math.min(perLoop, sizes.length), 1)]
  if (rest !== 0 && starts.length > 1) runs.push(u32(starts.length, rest, 1))
  const timings = sizes.length === 0 ? [] : [u32(sizes.length, timing.delta)]
  const loopBytes = base.samples.reduce((sum, sample) => sum + sample.length, 0)
  return box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), sampleEntry(base)),
    fullBox('stts', 0, 0, u32(timings.length), ...timings),
    fullBox('stss', 0, 0, u32(starts.length), u32(...starts.map((start) => start + 1))),
    fullBox('stsc', 0, 0, u32(runs.length), ...runs),
    fullBox('stsz', 0, 0, u32(0, sizes.length), u32(...sizes)),
    fullBox(
      'stco',
      0,
      0,
      u32(starts.length),
      u32(...starts.map((_, loop) => firstOffset + loop * loopBytes)),
    ),
  )
}

function sampleEntry(base: BaseClip): Buffer {
  return box(
    'avc1',
    u16(0, 0, 0, 1),
    u32(0, 0, 0, 0),
    u16(base.width, base.height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(24, 0xffff),
    box('avcC', base.decoderRecord),
  )
}
