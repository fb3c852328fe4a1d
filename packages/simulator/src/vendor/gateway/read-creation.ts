import { type Creation, fieldsOf, type ReadCreation, Refusal, readOrRefuse } from '../creation.ts'
import type { Limits, ModelLimits } from './models.ts'

const knownFields = new Set(['model', 'prompt', 'duration', 'aspect_ratio', 'resolution', 'image_urls'])

/**
 * Reads a POST by the limits of the documents. The vendor does not say what it does with unknown fields; we refuse them,
 * so that nobody relies on sending one.
 */
export function readCreation(body: unknown, limits: Limits): ReadCreation {
  return readOrRefuse(() => creationOf(body, limits))
}

function creationOf(body: unknown, limits: Limits): Creation {
  const fields = fieldsOf(body)
  for (const name of fields.keys()) {
    if (!knownFields.has(name)) throw new Refusal(`unknown parameter: ${name}`)
  }
  const model = fields.get('model')
  const known = typeof model === 'string' && Object.hasOwn(limits, model) ? limits[model] : undefined
  if (typeof model !== 'string' || known === undefined) {
    throw new Refusal(`model must be one of ${Object.keys(limits).join(', ')}`)
  }
  const prompt = fields.get('prompt')
  if (typeof prompt !== 'string' || prompt.trim() === '') throw new Refusal('prompt is required')
  const durationS = readDuration(fields.get('duration'), model, known)
  return {
    operation: 'generate',
    model,
    prompt,
    durationS,
    billedS: durationS,
    aspectRatio: readChoice('aspect_ratio', fields.get('aspect_ratio'), model, known.aspectRatios, '16:9'),
    resolution: readChoice('resolution', fields.get('resolution'), model, known.resolutions, '720p'),
    images: readImages(fields.get('image_urls'), model, known),
    videoUrl: null,
    isUploaded: false,
  }
}

function readDuration(value: unknown, model: string, limits: ModelLimits): number {
  if (value === undefined) return limits.defaultDurationS
  if (limits.durations.length === 0) throw new Refusal(`duration must not be set for ${model}`)
  if (typeof value !== 'number' || !limits.durations.includes(value)) {
    throw new Refusal(`duration for ${model} must be one of ${limits.durations.join(', ')}`)
  }
  return value
}

function readChoice(
  name: string,
  value: unknown,
  model: string,
  allowed: readonly string[],
  fallback: string,
): string {
  if (value === undefined) return fallback
  if (typeof value !== 'string' || !allowed.includes(value)) {
    throw new Refusal(`${name} for ${model} must be one of ${allowed.join(', ')}`)
  }
  return value
}

function readImages(value: unknown, model: string, limits: ModelLimits): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Refusal('image_urls must be an array')
  if (limits.imagesMax !== null && value.length > limits.imagesMax) {
    throw new Refusal(`image_urls for ${model} takes at most ${limits.imagesMax} images`)
  }
  return value.map((image: unknown) => {
    if (typeof image === 'string' && isPublicUrl(image)) return image
    if (limits.publicImagesOnly) throw new Refusal(`image_urls for ${model} must be publicly accessible URLs`)
    if (typeof image === 'string' && image.startsWith('data:image/')) return image
    throw new Refusal('image_urls must hold URLs')
  })
}

function isPublicUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//i.test(text)
}
