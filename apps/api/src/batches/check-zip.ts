import { ApiError, invalidValue } from '../errors.ts'

/** Most that the parts of a workbook may come to when unpacked: four times what a plain file may be long, which is more than fifty thousand rows need. */
export const unpackedBytesMax = 128 * 1024 * 1024

const directoryEntry = 0x02014b50
const endLength = 22
const entryLength = 46
const commentLengthMax = 65_535
const sizeElsewhere = 0xffffffff

/**
 * Holds what a zip file says of its parts against the limit, before one is unpacked. The reader of workbooks stops at
 * the size a part declares, so that a part without one, or with one kept elsewhere, is refused too.
 */
export function checkZip(bytes: Buffer): void {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || end + endLength > bytes.length || end < bytes.length - endLength - commentLengthMax) {
    throw notAWorkbook()
  }
  const entries = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  let unpackedBytes = 0
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + entryLength > bytes.length || bytes.readUInt32LE(at) !== directoryEntry) throw notAWorkbook()
    const isEncrypted = (bytes.readUInt16LE(at + 8) & 1) === 1
    const packed = bytes.readUInt32LE(at + 20)
    const unpacked = bytes.readUInt32LE(at + 24)
    if (isEncrypted) throw protectedWorkbook()
    const isFolder = bytes[at + entryLength + bytes.readUInt16LE(at + 28) - 1] === 0x2f
    if (unpacked === sizeElsewhere || (unpacked === 0 && !isFolder && packed > 2)) throw tooLarge()
    unpackedBytes += unpacked
    at +=
      entryLength + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (entries === 0) throw notAWorkbook()
  if (unpackedBytes > unpackedBytesMax) throw tooLarge()
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
    message: `A workbook may unpack to ${unpackedBytesMax} bytes at most; save the sheet as CSV.`,
  })
}
