import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'

/** Fifty thousand rows are some hundred megabytes of lines and a tenth of that packed. */
const unpackedBytesMax = 4 * 1024 ** 3
const lineLengthMax = 16 * 1024 ** 2

/** Packs lines as they come, so that what is held is only the packed bytes. */
export async function packLines(lines: AsyncIterable<string> | Iterable<string>): Promise<Buffer> {
  const gzip = createGzip({ level: 6 })
  const chunks: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(gzip, 'end')
  try {
    for await (const line of lines) {
      if (!gzip.write(`${line}\n`)) await once(gzip, 'drain')
    }
    gzip.end()
    await ended
    return Buffer.concat(chunks)
  } catch (error) {
    gzip.destroy()
    ended.catch(() => undefined)
    throw error
  }
}

/** The lines of a packed record, one at a time; throws when it is cut, is no gzip, or unpacks to more than any of ours. */
export async function* unpackLines(packed: Buffer): AsyncGenerator<string> {
  const gunzip = createGunzip()
  const source = Readable.from([packed])
  let bytes = 0
  let sinceNewline = 0
  let failure: Error | null = null
  gunzip.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    const newline = chunk.lastIndexOf(10)
    sinceNewline = newline < 0 ? sinceNewline + chunk.length : chunk.length - newline
    if (bytes > unpackedBytesMax || sinceNewline > lineLengthMax) {
      gunzip.destroy(new Error('it unpacks to more than any record of ours'))
    }
  })
  const lines = createInterface({ input: gunzip, crlfDelay: Number.POSITIVE_INFINITY })
  gunzip.on('error', (error) => {
    failure = error
    lines.close()
  })
  source.pipe(gunzip)
  try {
    for await (const line of lines) yield line
  } finally {
    source.destroy()
    gunzip.destroy()
  }
  if (failure !== null) throw failure
}
