import { InvalidClipError } from './invalid-clip.ts'

/** A box inside a buffer: `body` begins after its header. */
export type InnerBox = { readonly type: string; readonly body: Buffer }

/** The boxes that fill a buffer, one after the other. */
export function* innerBoxes(buffer: Buffer): Generator<InnerBox> {
  let at = 0
  while (at + 8 <= buffer.length) {
    const short = buffer.readUInt32BE(at)
    const headerBytes = short === 1 ? 16 : 8
    if (at + headerBytes > buffer.length) throw new InvalidClipError('a box header is cut off')
    const size =
      short === 1 ? Number(buffer.readBigUInt64BE(at + 8)) : short === 0 ? buffer.length - at : short
    const type = buffer.toString('latin1', at + 4, at + 8)
    if (size < headerBytes || at + size > buffer.length) {
      throw new InvalidClipError(`its ${JSON.stringify(type)} box does not fit where it is`)
    }
    yield { type, body: buffer.subarray(at + headerBytes, at + size) }
    at += size
  }
}

/** The first box under a path such as `mdia/minf/stbl`; null where there is none. */
export function findBox(buffer: Buffer, path: string): Buffer | null {
  let body: Buffer | null = buffer
  for (const type of path.split('/')) {
    body = body && firstOf(body, type)
  }
  return body
}

function firstOf(buffer: Buffer, type: string): Buffer | null {
  for (const box of innerBoxes(buffer)) {
    if (box.type === type) return box.body
  }
  return null
}

/** As `findBox`, but the box has to be there and hold at least so many bytes. */
export function needBox(buffer: Buffer, path: string, minBytes: number): Buffer {
  const body = findBox(buffer, path)
  if (body === null) throw new InvalidClipError(`it has no ${path} box`)
  if (body.length < minBytes) throw new InvalidClipError(`its ${path} box is too short`)
  return body
}
