/** What the first bytes of a file say that it is, whatever its name or content type says. */
export type ImageReading =
  | {
      readonly kind: 'image'
      readonly type: ImageType
      /** Pixels; null: the header does not say within the bytes given. */
      readonly width: number | null
      readonly height: number | null
    }
  /** `what` names it for people: "a web page", "a GIF". */
  | { readonly kind: 'other'; readonly what: string }

export const imageTypes = ['image/png', 'image/jpeg', 'image/webp'] as const
export type ImageType = (typeof imageTypes)[number]

/** So many bytes tell every kind apart; the size of a JPEG may stand further behind. */
export const tellingBytes = 512

/** Reads a PNG, JPEG or WebP by its own bytes. Never throws; sizes are read as they stand and checked by nobody. */
export function readImage(bytes: Buffer): ImageReading {
  if (bytes.subarray(0, 8).equals(pngMagic)) {
    return { kind: 'image', type: 'image/png', ...pngSize(bytes) }
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    return { kind: 'image', type: 'image/jpeg', ...jpegSize(bytes) }
  }
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') {
    return { kind: 'image', type: 'image/webp', ...webpSize(bytes) }
  }
  return { kind: 'other', what: nameOther(bytes) }
}

type Size = { readonly width: number | null; readonly height: number | null }

const unknownSize: Size = { width: null, height: null }
const tiffMagics = ['II*\0', 'MM\0*']
const pngMagic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function pngSize(bytes: Buffer): Size {
  if (bytes.length < 24 || text(bytes, 12, 16) !== 'IHDR') return unknownSize
  return sizeOf(bytes.readUInt32BE(16), bytes.readUInt32BE(20))
}

/** Walks the segments to the frame header: SOF0 to SOF15 without DHT, JPG and DAC, which lie among them. */
function jpegSize(bytes: Buffer): Size {
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return unknownSize
    const marker = bytes[at + 1] ?? 0
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return sizeOf(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5))
    // The picture itself begins: a frame header would have come before.
    if (marker === 0xda || marker === 0xd9) return unknownSize
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return unknownSize
}

function webpSize(bytes: Buffer): Size {
  if (bytes.length < 30) return unknownSize
  switch (text(bytes, 12, 16)) {
    case 'VP8X':
      return sizeOf(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1)
    case 'VP8 ':
      return sizeOf(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff)
    case 'VP8L': {
      const packed = bytes.readUInt32LE(21)
      return sizeOf((packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1)
    }
    default:
      return unknownSize
  }
}

function sizeOf(width: number, height: number): Size {
  return width >= 1 && height >= 1 && width <= 0x7fffffff && height <= 0x7fffffff
    ? { width, height }
    : unknownSize
}

function nameOther(bytes: Buffer): string {
  if (bytes.length === 0) return 'empty'
  const start = bytes.toString('latin1', 0, tellingBytes).trimStart().toLowerCase()
  if (/^(?:<!doctype html|<html|<head|<body)/.test(start)) return 'a web page'
  if (/^<\?xml[\s\S]*<svg|^<svg/.test(start)) return 'an SVG drawing'
  if (start.startsWith('<?xml')) return 'XML'
  if (/^[{[]\s*["{[\]}]/.test(start)) return 'JSON'
  if (start.startsWith('gif8')) return 'a GIF'
  if (start.startsWith('bm')) return 'a BMP'
  if (start.startsWith('%pdf')) return 'a PDF'
  if (text(bytes, 4, 8) === 'ftyp') {
    const brand = text(bytes, 8, 12)
    if (/^avi[fs]$/.test(brand)) return 'an AVIF image'
    return /^(?:hei[cxms]|hev[cx]|mif1|msf1)$/.test(brand) ? 'a HEIC photo' : 'a video'
  }
  if (tiffMagics.includes(text(bytes, 0, 4))) return 'a TIFF'
  const isText = bytes.subarray(0, tellingBytes).every((byte) => byte >= 0x20 || [9, 10, 13].includes(byte))
  return isText ? 'text' : 'no image of a known kind'
}

function text(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('latin1', from, to)
}
