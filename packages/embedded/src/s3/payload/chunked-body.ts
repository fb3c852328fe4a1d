// The aws-chunked framing that SDKs use for streams: sizes in hex, then a trailer with the checksum. Unsigned chunks only.

import { S3Error } from '../s3-error.ts'

export class ChunkedBodyDecoder {
  /** Filled once the last chunk was read. */
  readonly trailers = new Map<string, string>()
  private state: 'size' | 'bytes' | 'end-of-bytes' | 'trailer' | 'done' = 'size'
  private line = ''
  private remaining = 0

  /** The payload inside this piece of the wire; it shares the memory of what was given. */
  decode(wire: Buffer): Buffer[] {
    const payload: Buffer[] = []
    let at = 0
    while (at < wire.length) {
      if (this.state === 'done') throw malformed('bytes follow the trailer')
      if (this.state === 'bytes') {
        const piece = wire.subarray(at, at + this.remaining)
        payload.push(piece)
        at += piece.length
        this.remaining -= piece.length
        if (this.remaining === 0) this.state = 'end-of-bytes'
        continue
      }
      const newline = wire.indexOf(10, at)
      const end = newline < 0 ? wire.length : newline + 1
      this.line += wire.toString('latin1', at, end)
      at = end
      if (this.line.length > lineLimit) throw malformed('a line is too long')
      if (newline >= 0) this.takeLine()
    }
    return payload
  }

  finish(): void {
    // A body that stops after its last chunk without the empty line still said all there is to say.
    if (this.state === 'trailer' && this.line === '') return
    if (this.state !== 'done') {
      throw new S3Error('IncompleteBody', 'The body ended before its last chunk.')
    }
  }

  private takeLine(): void {
    const line = this.line.replace(/\r?\n$/, '')
    this.line = ''
    if (this.state === 'size') this.takeSize(line)
    else if (this.state === 'end-of-bytes') {
      if (line !== '') throw malformed('a chunk is longer than its size')
      this.state = 'size'
    } else if (line === '') this.state = 'done'
    else this.takeTrailer(line)
  }

  private takeSize(line: string): void {
    if (!/^[0-9a-fA-F]{1,10}$/.test(line)) throw malformed('a chunk size is not a hexadecimal number')
    this.remaining = Number.parseInt(line, 16)
    this.state = this.remaining === 0 ? 'trailer' : 'bytes'
  }

  private takeTrailer(line: string): void {
    const colon = line.indexOf(':')
    if (colon < 1 || this.trailers.size >= trailerLimit) throw malformed('the trailer is not a header')
    this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
}

const lineLimit = 1024
const trailerLimit = 8

function malformed(why: string): S3Error {
  return new S3Error('InvalidRequest', `The aws-chunked body is malformed: ${why}.`)
}
