import { promisify } from 'node:util'
import { type InputType, inflateRaw } from 'node:zlib'
import { ApiError, invalidValue } from '../api-error.ts'

/** Most that the parts of a workbook may come to when unpacked; fifty thousand rows of ten columns are a quarter of it. */
export const unpackedBytesMax = 128 * 1024 * 1024
/**
 * Most tags of one part, opening and closing: a million cells in fifty thousand rows, or as many texts. The reader makes
 * objects of them; measured, nine million empty texts held it for minutes.
 */
const tagsMax = 4_500_000
/** Of every part that holds no cells and no texts, such as the styles. */
const otherTagsMax = 500_000

const directoryEntry = 0x02014b50
const endLength = 22
const entryLength = 46
const localLength = 30
const commentLengthMax = 65_535
const sizeElsewhere = 0xffffffff
const deflated = 8

type Part = {
  readonly name: string
  readonly method: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly at: number
}

/**
 * Refuses a workbook that would cost too much to read, before its reader sees it: by the sizes that the zip declares, to
 * which the reader holds itself, and by the number of tags in each part.
 */
export async function checkZip(bytes: Buffer): Promise<void> {
  const parts = partsOf(bytes)
  if (parts.reduce((sum, part) => sum + part.unpackedBytes, 0) > unpackedBytesMax) throw tooLarge()
  for (const part of parts) {
    if (!/\.(xml|rels|vml)$/i.test(part.name)) continue
    const holdsCells = /(^|\/)(worksheets\/[^/]+|sharedStrings)\.xml$/i.test(part.name)
    if (countTags(await unpack(bytes, part)) > (holdsCells ? tagsMax : otherTagsMax)) throw tooLarge()
  }
}

function partsOf(bytes: Buffer): Part[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || end + endLength > bytes.length || end < bytes.length - endLength - commentLengthMax) {
    throw notAWorkbook()
  }
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  const parts: Part[] = []
  for (let entry = 0; entry < count; entry += 1) {
    if (at + entryLength > bytes.length || bytes.readUInt32LE(at) !== directoryEntry) throw notAWorkbook()
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw protectedWorkbook()
    const nameLength = bytes.readUInt16LE(at + 28)
    const part = {
      name: bytes.toString('utf8', at + entryLength, at + entryLength + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packedBytes: bytes.readUInt32LE(at + 20),
      unpackedBytes: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    }
    // Without a size of its own a part has no limit at the reader, and one kept elsewhere belongs to larger files.
    if (part.unpackedBytes === sizeElsewhere) throw tooLarge()
    if (part.unpackedBytes === 0 && part.packedBytes > 2) throw notAWorkbook()
    if (part.unpackedBytes > 0) parts.push(part)
    at += entryLength + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (parts.length === 0) throw notAWorkbook()
  return parts
}

const inflate: (packed: InputType, options: { maxOutputLength: number }) => Promise<Buffer> =
  promisify(inflateRaw)

async function unpack(bytes: Buffer, { method, packedBytes, unpackedBytes, at }: Part): Promise<Buffer> {
  if (at + localLength > bytes.length) throw notAWorkbook()
  const start = at + localLength + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  const packed = bytes.subarray(start, start + packedBytes)
  if (method !== deflated) return packed
  try {
    return await inflate(packed, { maxOutputLength: unpackedBytes })
  } catch (error) {
    throw notAWorkbook(error)
  }
}

function countTags(part: Buffer): number {
  let tags = 0
  for (const byte of part) if (byte === 0x3c) tags += 1
  return tags
}

export function notAWorkbook(cause?: unknown): ApiError {
  return new ApiError({
    type: 'invalid_request',
    code: 'workbook_unreadable',
    message: 'The body is not a whole .xlsx workbook; save it again, or save the sheet as CSV.',
    cause,
  })
}

export function protectedWorkbook(): ApiError {
  return invalidValue(
    'body',
    'workbook_protected',
    'The body is an old .xls workbook or one with a password; save it as .xlsx without a password, or the sheet as CSV.',
  )
}

function tooLarge(): ApiError {
  return new ApiError({
    type: 'too_large',
    code: 'workbook_too_large',
    message: `A workbook may unpack to ${unpackedBytesMax} bytes and hold about a million cells at most; save the sheet as CSV.`,
  })
}
