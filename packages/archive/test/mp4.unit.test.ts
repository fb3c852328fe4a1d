import { readFileSync } from 'node:fs'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import { describe, expect, it } from 'vitest'
import { walkBoxes } from '../src/mp4/box-walk.ts'
import { readMovie } from '../src/mp4/read-movie.ts'
import { box, clip, topBoxes, upright } from './media-server.ts'

const fragmented = readFileSync(new URL('fixtures/fragmented-320x180.mp4', import.meta.url))

function read(file: Buffer, chunkBytes = file.length) {
  const walk = walkBoxes()
  for (let at = 0; at < file.length; at += chunkBytes) walk.feed(file.subarray(at, at + chunkBytes))
  return readMovie(walk.finish())
}

function mediaOf(file: Buffer, chunkBytes = file.length): string {
  const walk = walkBoxes()
  for (let at = 0; at < file.length; at += chunkBytes) walk.feed(file.subarray(at, at + chunkBytes))
  return walk.finish().mediaSha256
}

/** The clip with a change made to the bytes behind the first box of this name. */
function changed(type: string, change: (body: Buffer) => void): Buffer {
  const copy = Buffer.from(clip)
  change(copy.subarray(copy.indexOf(type, 0, 'latin1') + 4))
  return copy
}

describe('an MP4', () => {
  it.each([
    ['lying', clip],
    ['upright', upright],
    ['fragmented', fragmented],
  ])('%s is read as an independent reader reads it', async (_how, file) => {
    const input = new Input({ source: new BufferSource(new Uint8Array(file)), formats: ALL_FORMATS })
    const track = await input.getPrimaryVideoTrack()
    const movie = read(file)
    expect(movie).toMatchObject({ width: track?.displayWidth, height: track?.displayHeight })
    expect(Math.abs(movie.durationMs - (await input.computeDuration()) * 1000)).toBeLessThan(100)
    expect(await track?.getCodecParameterString()).toBe(movie.codec)
  })

  it.each([1, 7, 4096])('comes out the same in chunks of %i bytes', (chunkBytes) => {
    expect(read(clip, chunkBytes)).toEqual(read(clip))
  })

  it.each([1, 7, 4096])('has the same media in chunks of %i bytes, in however many boxes', (chunkBytes) => {
    const [media] = topBoxes(clip).filter(({ type }) => type === 'mdat')
    const payload = media?.bytes.subarray(8) ?? Buffer.alloc(0)
    const others = topBoxes(clip).flatMap(({ type, bytes }) => (type === 'mdat' ? [] : [bytes]))
    const split = [
      box('mdat', payload.subarray(0, 999)),
      box('free', payload),
      box('mdat', payload.subarray(999)),
    ]
    expect(mediaOf(Buffer.concat([...others, ...split]), chunkBytes)).toBe(mediaOf(clip))
    expect(mediaOf(upright)).not.toBe(mediaOf(clip))
  })

  it('that lasts no time is refused, and one whose headers alone do not say how long is not', () => {
    const silent = (file: Buffer): Buffer => {
      for (const [type, at] of [
        ['mvhd', 16],
        ['mdhd', 16],
      ] as const) {
        file.writeUInt32BE(0, file.indexOf(type, 0, 'latin1') + 4 + at)
      }
      return file
    }
    expect(read(silent(Buffer.from(clip))).durationMs).toBe(read(clip).durationMs)
    const still = changed('stts', (body) => body.writeUInt32BE(0, 12))
    expect(() => read(silent(still))).toThrow(/lasts no time/)
  })

  it('may have boxes of 64-bit size, and one that reaches to the end', () => {
    const parts = topBoxes(clip)
    const last = parts.at(-1)?.bytes ?? Buffer.alloc(0)
    const head = Buffer.concat(parts.slice(0, -1).map((part) => part.bytes))
    const wide = Buffer.alloc(16)
    wide.writeUInt32BE(1)
    last.copy(wide, 4, 4, 8)
    wide.writeBigUInt64BE(BigInt(last.length + 8), 8)
    expect(read(Buffer.concat([head, wide, last.subarray(8)]))).toEqual(read(clip))
    const open = Buffer.from(last)
    open.writeUInt32BE(0)
    expect(read(Buffer.concat([head, open]))).toEqual(read(clip))
  })

  it('that claims to last for ages is read with the longest time there is a number for', () => {
    const endless = changed('mvhd', (body) => {
      body.writeUInt32BE(1, 12)
      body.writeUInt32BE(0xfffffffe, 16)
    })
    expect(read(endless).durationMs).toBe(2_147_483_647)
  })

  it('turned by a quarter is as high as it was wide', () => {
    const turned = changed('tkhd', (body) => {
      body.writeInt32BE(0, 40)
      body.writeInt32BE(65_536, 44)
    })
    expect(read(turned)).toMatchObject({ width: 720, height: 1280 })
  })

  it.each([
    [
      'a sample table that claims four thousand million samples',
      'stsz',
      (body: Buffer) => body.writeUInt32BE(0xffffffff, 8),
      /stsz/,
    ],
    [
      'one size for four thousand million samples',
      'stsz',
      (body: Buffer) => {
        body.writeUInt32BE(9, 4)
        body.writeUInt32BE(0xffffffff, 8)
      },
      /no place|cut off/,
    ],
    ['chunks past its end', 'stco', (body: Buffer) => body.writeUInt32BE(0x7fffffff, 8), /cut off: a sample/],
    [
      'a table of chunks shorter than it says',
      'stco',
      (body: Buffer) => body.writeUInt32BE(0x7fffffff, 4),
      /too short/,
    ],
    ['a picture without a size', 'stsd', (body: Buffer) => body.writeUInt32BE(0, 40), /no size/],
    [
      'a box larger than the one round it',
      'mvhd',
      (body: Buffer) => Buffer.from(body.buffer, body.byteOffset - 8, 4).writeUInt32BE(0x7fffffff),
      /does not fit/,
    ],
    ['no picture track', 'hdlr', (body: Buffer) => body.write('soun', 8, 'latin1'), /no picture/],
  ])('with %s is refused', (_what, type, change, problem) => {
    expect(() => read(changed(type, change))).toThrow(problem)
  })

  it('is refused with the first bytes when it begins as something else', () => {
    expect(() => walkBoxes().feed(Buffer.from('<!doctype html>'))).toThrow(/web page/)
    expect(() => walkBoxes().feed(box('moov', Buffer.alloc(8)))).toThrow(/does not begin/)
  })

  it('is refused at once when zeros without end follow it', () => {
    const walk = walkBoxes()
    walk.feed(clip)
    expect(() => walk.feed(Buffer.alloc(64))).toThrow(`no box begins at byte ${clip.length}`)
  })

  it('is refused before a header box of more than 8 MiB is held', () => {
    const walk = walkBoxes()
    walk.feed(topBoxes(clip)[0]?.bytes ?? Buffer.alloc(0))
    const huge = Buffer.alloc(8)
    huge.writeUInt32BE(9 * 1024 * 1024)
    huge.write('moov', 4, 'latin1')
    expect(() => walk.feed(huge)).toThrow(/too large/)
  })

  it('cut at any byte is refused', () => {
    for (let length = 0; length < clip.length; length += 97) {
      expect(() => read(clip.subarray(0, length), 4096), `cut at ${length}`).toThrow()
    }
  })
})
