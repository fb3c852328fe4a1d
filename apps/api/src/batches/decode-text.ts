import { TextDecoder } from 'node:util'
import { invalidValue } from '../errors.ts'
import { type GuessedEncoding, guessEncoding, utf8Share } from './guess-encoding.ts'

/** What the bytes were taken for without anybody having said so, and a piece of the text to see whether it is right. */
export type EncodingGuess = { readonly encoding: GuessedEncoding; readonly sample: string }

/**
 * Bytes to text. The encoding is what the caller says, else what the first bytes show: a byte order mark, or the zero
 * bytes of UTF-16; else UTF-8 and, where the first letters beyond ASCII are none, GB18030 or Windows-1252 if they are
 * clearly one of them. That last is told to `onGuess`. A byte that does not fit is a refusal, never a question mark in a
 * paid prompt.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  charset: string | null,
  onGuess: (guess: EncodingGuess) => void,
): AsyncGenerator<string> {
  let decoder: LineDecoder | null = null
  let isSniffed = false
  let lines = 0
  let held = Buffer.alloc(0)
  for await (const chunk of bytes) {
    if (decoder !== null) {
      yield decoder.decode(chunk)
      continue
    }
    held = Buffer.concat([held, chunk])
    if (!isSniffed && held.length < sniffBytes) continue
    if (!isSniffed) decoder = sniff(held, charset)
    isSniffed = true
    const first = firstBeyondAscii(held)
    if (decoder === null && first === -1) {
      // Plain ASCII is the same in all that is left, so the choice can wait for the first letter that is not.
      lines += countBreaks(held)
      yield held.toString('latin1')
      held = Buffer.alloc(0)
      continue
    }
    if (decoder === null && held.length < first + evidenceBytes) continue
    decoder ??= settle(held, false, lines, onGuess)
    yield decoder.decode(held)
  }
  if (decoder === null) {
    decoder = (isSniffed ? null : sniff(held, charset)) ?? settle(held, true, lines, onGuess)
    yield decoder.decode(held)
  }
  yield decoder.decode()
}

const sniffBytes = 1024
/** Of the bytes beyond ASCII in whole UTF-8 characters; chance makes such of a third of Chinese, and of hardly any else. */
const damagedShare = 0.9
/** How much is looked at, from the first letter beyond ASCII on, before the encoding of a file without a mark is settled. */
const evidenceBytes = 1_048_576

/** What the caller or the first bytes say; null: neither says anything. */
function sniff(start: Buffer, charset: string | null): LineDecoder | null {
  const encoding = charset === null ? shownEncoding(start) : saidEncoding(charset.toLowerCase(), start)
  return encoding === null ? null : new LineDecoder(encoding, 0)
}

function settle(
  held: Buffer,
  isWhole: boolean,
  lines: number,
  onGuess: (guess: EncodingGuess) => void,
): LineDecoder {
  if (fits('utf-8', held, isWhole)) return new LineDecoder('utf-8', lines)
  // A file that is UTF-8 but for a few bytes is damaged, and no other encoding makes it whole.
  const guess = utf8Share(held) > damagedShare ? null : guessEncoding(held, isWhole)
  if (guess === null) return new LineDecoder('utf-8', lines)
  onGuess({ encoding: guess, sample: sampleOf(held, firstBeyondAscii(held), guess) })
  return new LineDecoder(guess, lines)
}

function firstBeyondAscii(bytes: Buffer): number {
  return bytes.findIndex((byte) => byte >= 0x80)
}

function countBreaks(bytes: Buffer): number {
  return bytes.toString('latin1').split('\n').length - 1
}

/** UTF-16 without more goes by the mark, as files say it. */
function saidEncoding(said: string, start: Buffer): string {
  return said === 'utf-16' && start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : said
}

function shownEncoding(start: Buffer): string | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8'
  // The header is mostly ASCII, which has a zero in every other byte, always on the same side.
  const sample = start.subarray(0, 64)
  let zerosEven = 0
  let zerosOdd = 0
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (index % 2 === 0) zerosEven += 1
    else zerosOdd += 1
  }
  if (zerosOdd > sample.length / 4 && zerosEven < zerosOdd / 4) return 'utf-16le'
  if (zerosEven > sample.length / 4 && zerosOdd < zerosEven / 4) return 'utf-16be'
  return null
}

function fits(encoding: string, bytes: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !isWhole })
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** Some words around the first letter that is not plain. */
function sampleOf(bytes: Buffer, first: number, encoding: GuessedEncoding): string {
  const lineStart = Math.max(bytes.lastIndexOf(0x0a, first), bytes.lastIndexOf(0x0d, first)) + 1
  const text = new TextDecoder(encoding).decode(bytes.subarray(lineStart, first + 160))
  const line = text.split(/[\r\n]/, 1)[0] ?? ''
  const at = first - lineStart
  return line.slice(Math.max(0, at - 20), at + 20).trim()
}

/** Decodes strictly and counts lines, so that a refusal can say where. */
class LineDecoder {
  readonly #decoder: TextDecoder
  #line: number

  constructor(encoding: string, linesBefore: number) {
    this.#decoder = decoderFor(encoding)
    this.#line = linesBefore + 1
  }

  decode(chunk?: Uint8Array): string {
    try {
      const text =
        chunk === undefined ? this.#decoder.decode() : this.#decoder.decode(chunk, { stream: true })
      this.#line += text.split('\n').length - 1
      return text
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      const { encoding } = this.#decoder
      const line = this.#line + (chunk === undefined ? 0 : linesThatFit(encoding, chunk))
      throw invalidValue(
        'body',
        'encoding_wrong',
        `The file is not ${encoding} all through (about line ${line}): save it as UTF-8, or name its encoding with charset, such as charset=windows-1250 or charset=shift_jis.`,
      )
    }
  }
}

/** Line breaks before the first byte that does not fit. */
function linesThatFit(encoding: string, chunk: Uint8Array): number {
  let low = 0
  let high = chunk.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (fits(encoding, chunk.subarray(0, middle), false)) low = middle
    else high = middle
  }
  return new TextDecoder(encoding).decode(chunk.subarray(0, low)).split('\n').length - 1
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalidValue(
      'charset',
      'charset_unknown',
      `The charset "${charset}" is not known; send UTF-8, or name one such as utf-16, gb18030, windows-1252, windows-1250 or shift_jis.`,
    )
  }
}
