import type { BaseClip } from './base-clip.ts'
import { box, fullBox, text, u16, u32 } from './boxes.ts'

const framesPerSecond = 12
const movieTimescale = 1000
const unityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

/**
 * A playable MP4 of exactly `durationS`: `ftyp`, `moov`, `mdat`. A scene is repeated, `stretched` samples are held longer instead.
 * Writing the few boxes ourselves costs less than a millisecond a clip; a general muxer does its work sample by sample.
 */
export function writeMovie(base: BaseClip, durationS: number, stretched: boolean): Buffer {
  const perLoop = base.samples.length
  const count = stretched ? perLoop : durationS * framesPerSecond
  const samples = Array.from(
    { length: count },
    (_, index) => base.samples[index % perLoop] ?? Buffer.alloc(0),
  )
  // Sources of edits and extensions are quarters of a second long.
  const timescale = stretched ? perLoop * 4 : framesPerSecond
  const timing = { timescale, delta: stretched ? durationS * 4 : 1, durationS }

  const head = box('ftyp', text('isom'), u32(512), text('isomiso2avc1mp41'))
  // Chunk offsets need the length of `moov`, which does not depend on their values.
  const moovLength = movieBox(base, samples, perLoop, timing, 0).length
  const moov = movieBox(base, samples, perLoop, timing, head.length + moovLength + 8)
  return Buffer.concat([head, moov, box('mdat', ...samples)])
}

type Timing = { readonly timescale: number; readonly delta: number; readonly durationS: number }

function movieBox(
  base: BaseClip,
  samples: readonly Buffer[],
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
          sampleTable(base, samples, perLoop, timing, firstOffset),
        ),
      ),
    ),
  )
}

/** One chunk a loop, so that a player that seeks has a place to land in each. */
function sampleTable(
  base: BaseClip,
  samples: readonly Buffer[],
  perLoop: number,
  timing: Timing,
  firstOffset: number,
): Buffer {
  const starts = Array.from({ length: Math.ceil(samples.length / perLoop) }, (_, loop) => loop * perLoop)
  const rest = samples.length % perLoop
  const runs = [u32(1, Math.min(perLoop, samples.length), 1)]
  if (rest !== 0 && starts.length > 1) runs.push(u32(starts.length, rest, 1))
  const loopBytes = base.samples.reduce((sum, sample) => sum + sample.length, 0)
  return box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), sampleEntry(base)),
    fullBox('stts', 0, 0, u32(1, samples.length, timing.delta)),
    fullBox('stss', 0, 0, u32(starts.length), u32(...starts.map((start) => start + 1))),
    fullBox('stsc', 0, 0, u32(runs.length), ...runs),
    fullBox('stsz', 0, 0, u32(0, samples.length), u32(...samples.map((sample) => sample.length))),
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
