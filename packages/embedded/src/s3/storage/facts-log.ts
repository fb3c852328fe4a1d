// One bucket's facts: lines appended to one file, the latest line of a key counting. A file of its own for each
// object would cost the file system more than the object's bytes do. In memory is only where each key's line lies.

import {
  closeSync,
  constants,
  fsync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { readExactly } from './file-system.ts'
import { type FactsLine, readFactsLine, writeFactsLine } from './object-facts.ts'
import { sharedRun } from './shared-run.ts'
import type { Durability } from './temporary-file.ts'

export interface FactsLog {
  read(key: string): FactsLine | null
  append(line: FactsLine): Promise<void>
  keys(): Iterable<string>
  close(): void
}

export function openFactsLog(path: string, durability: Durability): FactsLog {
  mkdirSync(dirname(path), { recursive: true })
  const { fd, places, endBytes } = openCompacted(path)
  let end = endBytes
  const sync = sharedRun(() => syncFile(fd))
  return {
    read: (key) => {
      const place = places.get(key)
      return place === undefined
        ? null
        : readFactsLine(readExactly(fd, place.start, place.sizeBytes).toString())
    },
    append: async (line) => {
      const bytes = Buffer.from(writeFactsLine(line))
      writeWhole(fd, bytes, end)
      if (line.versions.length === 0) places.delete(line.key)
      else places.set(line.key, { start: end, sizeBytes: bytes.length })
      end += bytes.length
      if (durability === 'full') await sync()
    },
    keys: () => places.keys(),
    close: () => closeSync(fd),
  }
}

const syncFile = promisify(fsync)

interface LinePlace {
  start: number
  sizeBytes: number
}

interface OpenedLog {
  fd: number
  places: Map<string, LinePlace>
  endBytes: number
}

/** Written anew when more than half of it is history. */
function openCompacted(path: string): OpenedLog {
  const log = scan(path)
  let liveBytes = 0
  for (const place of log.places.values()) liveBytes += place.sizeBytes
  if (log.endBytes < compactFromBytes || log.endBytes < liveBytes * 2) return log
  const compacted: OpenedLog = { fd: openSync(`${path}.new`, 'w+'), places: new Map(), endBytes: 0 }
  for (const [key, { start, sizeBytes }] of log.places) {
    writeWhole(compacted.fd, readExactly(log.fd, start, sizeBytes), compacted.endBytes)
    compacted.places.set(key, { start: compacted.endBytes, sizeBytes })
    compacted.endBytes += sizeBytes
  }
  fsyncSync(compacted.fd)
  renameSync(`${path}.new`, path)
  closeSync(log.fd)
  return compacted
}

const compactFromBytes = 1024 * 1024
const scanBytes = 1024 * 1024

function scan(path: string): OpenedLog {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
  const places = new Map<string, LinePlace>()
  const piece = Buffer.allocUnsafe(scanBytes)
  let rest: Buffer = Buffer.alloc(0)
  let start = 0
  for (;;) {
    const count = readSync(fd, piece, 0, piece.length, start + rest.length)
    if (count === 0) break
    const bytes = Buffer.concat([rest, piece.subarray(0, count)])
    let at = 0
    for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, at)) {
      takeLine(places, bytes.toString('utf8', at, newline), {
        start: start + at,
        sizeBytes: newline + 1 - at,
      })
      at = newline + 1
    }
    rest = bytes.subarray(at)
    start += at
  }
  // A line without its end was never relied upon; the next one must begin on a line of its own.
  if (rest.length > 0) ftruncateSync(fd, start)
  return { fd, places, endBytes: start }
}

function takeLine(places: Map<string, LinePlace>, text: string, place: LinePlace): void {
  const line = readFactsLine(text)
  if (line === null) return
  if (line.versions.length === 0) places.delete(line.key)
  else places.set(line.key, place)
}

function writeWhole(fd: number, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, position + at)
}
