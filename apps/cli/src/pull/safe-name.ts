import { createHash } from 'node:crypto'

/** Devices on Windows, whatever the ending: a file of such a name cannot be made, or is not a file. */
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i
/** Below the 255 of every file system, with room for our own ending while it is on its way. */
const bytesMax = 200

/** A name that Windows, macOS and Linux take, and show in the same way. */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[<>:"/\\|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '_')
    .replace(/^ +|[. ]+$/g, '')
  const { base, ending } = split(plain === '' ? 'clip' : plain)
  const [stem = ''] = base.split('.')
  const named = reserved.test(stem.trim()) ? `_${base}` : base
  return `${shortened(named, bytesMax - Buffer.byteLength(ending))}${ending}`
}

/** The name with a mark that tells it from its twin: "clip-2f9a.mp4". */
export function markedName(name: string, mark: string): string {
  const { base, ending } = split(name)
  const end = `-${mark}${ending}`
  return `${shortened(base, bytesMax - Buffer.byteLength(end))}${end}`
}

/** Two names with the same key are one file on Windows or macOS. */
export function twinKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFC')
}

function split(name: string): { base: string; ending: string } {
  const at = name.lastIndexOf('.')
  return at > 0 && name.length - at <= 10
    ? { base: name.slice(0, at), ending: name.slice(at) }
    : { base: name, ending: '' }
}

/** Cut between characters; the hash keeps two long names apart that begin alike. */
function shortened(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  const mark = `_${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
  let kept = ''
  let used = mark.length
  for (const character of text) {
    used += Buffer.byteLength(character)
    if (used > bytes) break
    kept += character
  }
  return `${kept.replace(/[. ]+$/, '')}${mark}`
}
