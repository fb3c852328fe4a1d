import { fieldsOf, Refusal } from '../creation.ts'
import { promptCharsMax } from './models.ts'

export function readPrompt(value: unknown, isRequired: boolean): string {
  if (value !== undefined && typeof value !== 'string') throw new Refusal('prompt must be a string')
  const prompt = value ?? ''
  if (isRequired && prompt.trim() === '') throw new Refusal('prompt is required')
  if (prompt.length > promptCharsMax) throw new Refusal(`prompt must be at most ${promptCharsMax} characters`)
  return prompt
}

/** Whole seconds; xAI takes a numeric string as well. */
export function readDuration(
  value: unknown,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): number {
  if (value === undefined) return usual
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < min || seconds > max) {
    throw new Refusal(`duration must be an integer from ${min} to ${max}`)
  }
  return seconds
}

export function readChoice(
  name: string,
  value: unknown,
  allowed: readonly string[],
  fallback: string,
): string {
  if (value === undefined) return fallback
  if (typeof value !== 'string' || !allowed.includes(value)) {
    throw new Refusal(`${name} must be one of ${allowed.join(', ')}`)
  }
  return value
}

/** `{url}`, a public address or a data URI. */
export function readImage(value: unknown, name: string): string {
  const url = fieldsOf(value, name).get('url')
  if (typeof url !== 'string' || !(isPublicUrl(url) || url.startsWith('data:image/'))) {
    throw new Refusal(`${name}.url must be a public URL or a data URI of an image`)
  }
  return url
}

export function isPublicUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

export function hasUploadUrl(fields: ReadonlyMap<string, unknown>): boolean {
  const output = fields.get('output')
  return output !== undefined && typeof fieldsOf(output, 'output').get('upload_url') === 'string'
}
