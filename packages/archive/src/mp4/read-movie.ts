import type { WalkedBoxes } from './box-walk.ts'
import { findBox, innerBoxes, needBox } from './boxes.ts'
import { fragmentedSeconds } from './fragments.ts'
import { InvalidClipError } from './invalid-clip.ts'
import { checkSamples } from './samples.ts'

/** What the clip says about itself, once every sample it names is known to lie inside the bytes we have. */
export type Movie = {
  readonly durationMs: number
  readonly width: number
  readonly height: number
  /** Such as `avc1.640032`, or the four letters alone. */
  readonly codec: string
}

export function readMovie({ moov, moofs, bytes }: WalkedBoxes): Movie {
  const body = moov.subarray(moov.readUInt32BE(0) === 1 ? 16 : 8)
  const tracks = [...innerBoxes(body)].filter(({ type }) => type === 'trak').map((box) => box.body)
  const video = tracks.find((track) => handlerOf(track) === 'vide')
  if (!video) throw new InvalidClipError('it has no picture track')
  const samples = tracks.map((track) => checkSamples(track, bytes)).reduce((sum, count) => sum + count, 0)
  if (samples === 0 && moofs.length === 0) throw new InvalidClipError('it has no samples')
  const header = needBox(body, 'mvhd', 20)
  const { seconds } = readTimes(header)
  const total =
    moofs.length > 0
      ? Math.max(seconds, fragmentedSeconds(body, moofs))
      : seconds || trackSeconds(video) || sampleSeconds(video)
  if (msOf(total) === 0) throw new InvalidClipError('it lasts no time')
  return { durationMs: msOf(total), ...frameOf(video), codec: codecOf(video) }
}

/** As many as the database counts: a header may claim an age of the universe, and the clip is kept all the same. */
const durationMsMax = 2 ** 31 - 1

function msOf(seconds: number): number {
  return Math.min(Math.round(seconds * 1000), durationMsMax)
}

/** mvhd and mdhd alike: a version, then times, timescale and duration of 4 or 8 bytes. */
function readTimes(header: Buffer): { readonly timescale: number; readonly seconds: number } {
  const isLong = header[0] === 1
  if (isLong && header.length < 32) throw new InvalidClipError('a time header is too short')
  const timescale = header.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
  // All ones: unknown.
  const isKnown = isLong ? duration < 2 ** 63 : duration !== 0xffffffff
  return { timescale, seconds: isKnown && timescale > 0 ? duration / timescale : 0 }
}

function trackSeconds(track: Buffer): number {
  return readTimes(needBox(track, 'mdia/mdhd', 20)).seconds
}

/** Where no header says how long it lasts, its samples do: runs of a count and the ticks each of them is shown. */
function sampleSeconds(track: Buffer): number {
  const runs = needBox(track, 'mdia/minf/stbl/stts', 8)
  const { timescale } = readTimes(needBox(track, 'mdia/mdhd', 20))
  let ticks = 0
  for (let at = 8; at + 8 <= runs.length; at += 8) ticks += runs.readUInt32BE(at) * runs.readUInt32BE(at + 4)
  return timescale > 0 ? ticks / timescale : 0
}

function handlerOf(track: Buffer): string {
  return findBox(track, 'mdia/hdlr')?.toString('latin1', 8, 12) ?? ''
}

/** As it is to be seen: a quarter turn in the track's matrix swaps the two. */
function frameOf(track: Buffer): { readonly width: number; readonly height: number } {
  const entry = sampleEntryOf(track)
  const width = entry.readUInt16BE(24)
  const height = entry.readUInt16BE(26)
  if (width === 0 || height === 0) throw new InvalidClipError('its picture has no size')
  const header = needBox(track, 'tkhd', 84)
  const matrixAt = header[0] === 1 ? 52 : 40
  const isTurned =
    header.length >= matrixAt + 8 &&
    header.readInt32BE(matrixAt) === 0 &&
    header.readInt32BE(matrixAt + 4) !== 0
  return isTurned ? { width: height, height: width } : { width, height }
}

function codecOf(track: Buffer): string {
  const description = needBox(track, 'mdia/minf/stbl/stsd', 8)
  const [entry] = innerBoxes(description.subarray(8))
  const type = entry?.type ?? ''
  if (!/^[\x21-\x7e]{4}$/.test(type)) throw new InvalidClipError('its picture has no codec')
  if (type !== 'avc1' && type !== 'avc3') return type
  const profile = findBox(sampleEntryOf(track).subarray(78), 'avcC')?.subarray(1, 4)
  return profile ? `${type}.${profile.toString('hex')}` : type
}

/** Six reserved bytes, a reference, 16 more, then width and height; the boxes of the codec follow at 78. */
function sampleEntryOf(track: Buffer): Buffer {
  const description = needBox(track, 'mdia/minf/stbl/stsd', 8)
  const [entry] = innerBoxes(description.subarray(8))
  if (!entry || entry.body.length < 78) throw new InvalidClipError('its picture is not described')
  return entry.body
}
