/** An encoding that a file in neither UTF-8 nor UTF-16 may be in. */
export type GuessedEncoding = 'gb18030' | 'windows-1252'

/**
 * Tells GB18030 from Windows-1252 by how their bytes above 127 stand; null where neither is likely, so that nothing is
 * read as the wrong letters. Chinese comes in runs of such bytes, in pairs that are mostly of the 3,755 common signs;
 * the accents and marks of Western languages stand alone between plain letters.
 */
export function guessEncoding(bytes: Uint8Array, isWhole: boolean): GuessedEncoding | null {
  const signs = countSigns(bytes)
  if (signs.total === 0) return null
  const inRuns = signs.inLongRuns / signs.total
  if (inRuns > 0.6 && isChinese(bytes, isWhole)) return 'gb18030'
  return inRuns < 0.2 && signs.western / signs.total > 0.9 ? 'windows-1252' : null
}

/** Share of a file's bytes above 127 that stand in whole UTF-8 characters: 0 to 1. */
export function utf8Share(bytes: Uint8Array): number {
  let total = 0
  let whole = 0
  for (let index = 0; index < bytes.length; ) {
    const byte = bytes[index] ?? 0
    const length = byte < 0x80 ? 1 : utf8Length(bytes, index)
    if (byte >= 0x80) {
      total += Math.max(1, length)
      whole += length
    }
    index += Math.max(1, length)
  }
  return total === 0 ? 1 : whole / total
}

/** Bytes of the UTF-8 character that begins here; 0: none does. */
function utf8Length(bytes: Uint8Array, start: number): number {
  const lead = bytes[start] ?? 0
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
  for (let index = start + 1; index < start + length; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte < 0x80 || byte > 0xbf) return 0
  }
  return length
}

const longRun = 4

function countSigns(bytes: Uint8Array): { total: number; inLongRuns: number; western: number } {
  let total = 0
  let inLongRuns = 0
  let western = 0
  let run = 0
  for (let index = 0; index <= bytes.length; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte >= 0x80) {
      run += 1
      total += 1
      if (isWestern(byte, bytes[index - 1] ?? 0, bytes[index + 1] ?? 0)) western += 1
      continue
    }
    if (run >= longRun) inLongRuns += run
    run = 0
  }
  return { total, inLongRuns, western }
}

/** Letters of Windows-1252 besides those from 0xC0 on, and its marks that are at home in prose. */
const westernLetters = new Set([0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f])
const westernMarks = new Set([
  0x80, 0x82, 0x84, 0x85, 0x8b, 0x91, 0x93, 0x94, 0x95, 0x99, 0x9b, 0xa0, 0xa1, 0xa3, 0xa7, 0xa9, 0xaa, 0xab,
  0xae, 0xb0, 0xb2, 0xb4, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf, 0xd7, 0xf7,
])
/** Apostrophe, dashes and the middle dot, which also join two letters. */
const joiningMarks = new Set([0x92, 0x96, 0x97, 0xad, 0xb7])

function isWestern(byte: number, before: number, after: number): boolean {
  if (joiningMarks.has(byte)) return true
  // A mark inside a word is a letter of another encoding.
  if (westernMarks.has(byte)) return !(isPlainLetter(before) && isPlainLetter(after))
  return byte >= 0xc0 || westernLetters.has(byte)
}

function isPlainLetter(byte: number): boolean {
  const folded = byte | 0x20
  return folded >= 0x61 && folded <= 0x7a
}

function isChinese(bytes: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
  let pairs = 0
  let common = 0
  for (let index = 0; index < bytes.length; index += 1) {
    const lead = bytes[index] ?? 0
    if (lead < 0x81) continue
    const trail = bytes[index + 1] ?? 0
    pairs += 1
    // Punctuation and full-width signs, then the signs that GB 2312 sorts as common.
    if (trail >= 0xa1 && (lead === 0xa1 || lead === 0xa3 || (lead >= 0xb0 && lead <= 0xd7))) common += 1
    index += trail >= 0x30 && trail <= 0x39 ? 3 : 1
  }
  return common / pairs > 0.75
}
