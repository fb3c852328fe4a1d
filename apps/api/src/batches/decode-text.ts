import { TextDecoder } from 'node:util'
import { invalidValue } from '../errors.ts'

/**
 * Bytes to text. The encoding is what the content type says, else what the first bytes show: a byte order mark, or
 * the zero bytes of UTF-16; else UTF-8. A byte that does not fit is a refusal, never a question mark in a paid prompt.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  charset: string | null,
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = charset === null ? null : decoderFor(charset)
  const held: Uint8Array[] = []
  let heldBytes = 0
  for await (const chunk of bytes) {
    if (decoder !== null) {
      yield decode(decoder, chunk)
      continue
    }
    held.push(chunk)
    heldBytes += chunk.byteLength
    if (heldBytes < sniffBytes) continue
    const start = Buffer.concat(held)
    decoder = decoderFor(sniff(start))
    yield decode(decoder, start)
  }
  if (decoder === null) {
    const whole = Buffer.concat(held)
    decoder = decoderFor(sniff(whole))
    yield decode(decoder, whole)
  }
  yield decode(decoder)
}

const sniffBytes = 1024

function sniff(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  const sample = start.subarray(0, sniffBytes)
  let zerosEven = 0
  let zerosOdd = 0
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (index % 2 === 0) zerosEven += 1
    else zerosOdd += 1
  }
  // Latin text in UTF-16 has a zero in nearly every other byte, always on the same side.
  if (zerosOdd > sample.length / 4 && zerosEven < zerosOdd / 4) return 'utf-16le'
  if (zerosEven > sample.length / 4 && zerosOdd < zerosEven / 4) return 'utf-16be'
  return 'utf-8'
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalidValue(
      'content-type',
      'charset_unknown',
      `The charset "${charset}" is not known; send UTF-8.`,
    )
  }
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw invalidValue(
      'body',
      'encoding_wrong',
      `The body is not ${decoder.encoding}: save the file as UTF-8, or name its encoding in the content type, such as text/csv; charset=windows-1252.`,
    )
  }
}
