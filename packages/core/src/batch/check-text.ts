import type { Problem } from '../models/check-render.ts'
import type { JobWish } from './job-wish.ts'

/** Longest texts that a row may carry, in characters. */
export const textLimits = {
  prompt: 32_000,
  model: 200,
  upstream: 200,
  aspect_ratio: 40,
  resolution: 40,
  video_url: 8_192,
  custom_id: 256,
  name: 256,
  metadata: 16_384,
} as const

/** Finds text that cannot be stored or is too long. Postgres takes no NUL and JSON no half of a surrogate pair. */
export function checkTexts(wish: JobWish): Problem[] {
  const problems: Problem[] = []
  const texts: [keyof typeof textLimits, string | null][] = [
    ['prompt', wish.prompt],
    ['model', wish.model],
    ['upstream', wish.upstream],
    ['aspect_ratio', wish.aspectRatio],
    ['resolution', wish.resolution],
    ['video_url', wish.videoUrl],
    ['custom_id', wish.customId],
    ['name', wish.name],
    ['metadata', metadataText(wish)],
  ]
  for (const [path, text] of texts) {
    if (text === null) continue
    const limit = textLimits[path]
    if (text.length > limit) {
      problems.push({
        path,
        code: 'too_long',
        message: `${path} may have ${limit} characters at most (found: ${text.length})`,
      })
    }
    if (path !== 'metadata' && !isStorable(text)) problems.push(unstorable(path))
  }
  if (!isStorableValue(wish.metadata)) problems.push(unstorable('metadata'))
  if (wish.imageUrls.some((link) => !isStorable(link))) problems.push(unstorable('image_urls'))
  if (wish.customId !== null && hasControlCharacter(wish.customId)) {
    problems.push({
      path: 'custom_id',
      code: 'control_character',
      message: 'custom_id must be one line without control characters',
    })
  }
  return problems
}

function metadataText(wish: JobWish): string | null {
  return Object.keys(wish.metadata).length === 0 ? null : JSON.stringify(wish.metadata)
}

/** Whether every text in a JSON value, keys too, can be stored. */
export function isStorableValue(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (Array.isArray(value)) return value.every(isStorableValue)
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorableValue(inner))
  }
  return true
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}

function unstorable(path: string): Problem {
  return {
    path,
    code: 'text_not_storable',
    message: `${path} holds a NUL or half a character; the file may be in another encoding than it says`,
  }
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text)
}
