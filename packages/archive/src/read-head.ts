import type { Hop, Progress } from './download-request.ts'

type Headers = { readonly [name: string]: string | string[] | undefined }

/** Reads the head of a first reply into `progress`; anything but null ends the download. */
export function readHead(
  status: number,
  headers: Headers,
  { maxBytes, progress }: { readonly maxBytes: number; readonly progress: Progress },
): Exclude<Hop, { outcome: 'received' }> | null {
  const location = textOf(headers, 'location')
  if (status >= 300 && status < 400 && location !== null) return { outcome: 'redirected', location }
  if (status !== 200) return { outcome: 'answered-otherwise', status }
  const encoding = encodingOf(headers)
  if (encoding !== null) {
    return { outcome: 'unusable', problem: `the reply is encoded as ${encoding}, which was not asked for` }
  }
  const length = lengthOf(headers)
  if (length !== null && length > maxBytes) return tooLarge(maxBytes)
  progress.total = length
  progress.validator = textOf(headers, 'accept-ranges') === 'none' ? null : validatorOf(headers)
  progress.endAnnounced =
    length !== null || (textOf(headers, 'transfer-encoding')?.toLowerCase().includes('chunked') ?? false)
  return null
}

/**
 * Reads the head of a reply to a request for the rest. Only the rest of the same body will do: the whole once more could
 * not be told from what has been taken already.
 */
export function readRestHead(
  status: number,
  headers: Headers,
  progress: Progress,
): Exclude<Hop, { outcome: 'received' }> | null {
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { outcome: 'broken-off', message: `the rest was answered by HTTP ${status}` }
  }
  if (status >= 400 && status !== 412 && status !== 416) return { outcome: 'answered-otherwise', status }
  const wanted = `bytes ${progress.bytes}-${(progress.total ?? 0) - 1}/${progress.total}`
  const same =
    status === 206 &&
    textOf(headers, 'content-range')?.toLowerCase() === wanted &&
    encodingOf(headers) === null &&
    isSameBody(headers, progress.validator)
  return same
    ? null
    : {
        outcome: 'interrupted',
        message: `broke off after ${progress.bytes} of ${progress.total} bytes, and the host does not send the rest alone (HTTP ${status})`,
      }
}

/** A host may know ranges and not know `If-Range`: what it says of the rest must be what it said of the whole. */
function isSameBody(headers: Headers, validator: string | null): boolean {
  const now = validator?.startsWith('"') ? textOf(headers, 'etag') : textOf(headers, 'last-modified')
  return now === null || now === validator
}

export function tooLarge(maxBytes: number): { readonly outcome: 'unusable'; readonly problem: string } {
  return { outcome: 'unusable', problem: `larger than archive.max_bytes (${maxBytes} bytes)` }
}

/** A strong ETag, or a time of change that lies so far back that no second change can hide behind it (RFC 9110, 8.8.2.2). */
function validatorOf(headers: Headers): string | null {
  const tag = strongTag(headers)
  if (tag !== null) return tag
  const changed = textOf(headers, 'last-modified')
  const sentMs = Date.parse(textOf(headers, 'date') ?? '')
  return changed !== null && sentMs - Date.parse(changed) >= 1000 ? changed : null
}

function strongTag(headers: Headers): string | null {
  const tag = textOf(headers, 'etag')
  return tag !== null && /^"[^"]*"$/.test(tag) ? tag : null
}

function encodingOf(headers: Headers): string | null {
  const encoding = textOf(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity'
  return encoding === '' || encoding === 'identity' ? null : encoding
}

function lengthOf(headers: Headers): number | null {
  const text = textOf(headers, 'content-length')
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function textOf(headers: Headers, name: string): string | null {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
