import {
  type Creation,
  fieldsOf,
  type Operation,
  type ReadCreation,
  Refusal,
  readOrRefuse,
} from '../creation.ts'
import { sourceLength } from '../source-length.ts'
import { hasUploadUrl, isPublicUrl, readChoice, readDuration, readImage } from '../xai/fields.ts'

const model = 'grok-imagine-video'
const aspectRatios = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3']
const resolutions = ['480p', '720p']
/** One revision of the page says 1, another 8. */
const durations = { min: 1, max: 15, usual: 8 }

const everywhere = ['prompt', 'model', 'output', 'user']
/** There is no page on extensions, and so no path that would ask for them. */
const knownFields: { readonly [operation in Operation]: readonly string[] } = {
  generate: [...everywhere, 'image', 'duration', 'aspect_ratio', 'resolution', 'size'],
  edit: [...everywhere, 'video'],
  extend: [],
}

/** Reads a POST by the pages "Video Generation" and "Video Edit". They name one model and neither references nor 1080p. */
export function readCometCreation(operation: Operation, body: unknown): ReadCreation {
  return readOrRefuse(() => {
    const fields = fieldsOf(body)
    for (const name of fields.keys()) {
      // "403: access, or unsupported field".
      if (!knownFields[operation].includes(name)) throw new Refusal(`unsupported field: ${name}`, 403)
    }
    const asked = fields.get('model') ?? model
    if (asked !== model) throw new Refusal(`model ${JSON.stringify(asked)} is not available for video`)
    return operation === 'edit' ? edit(fields) : generation(fields)
  })
}

function generation(fields: ReadonlyMap<string, unknown>): Creation {
  const image = fields.get('image')
  const durationS = readDuration(fields.get('duration'), durations)
  return {
    operation: 'generate',
    model,
    // Seen through gateways: an image without words is taken here and refused when it is asked for.
    prompt: readPrompt(fields.get('prompt'), image === undefined),
    durationS,
    billedS: durationS,
    aspectRatio: readChoice('aspect_ratio', fields.get('aspect_ratio'), aspectRatios, '16:9'),
    resolution: readChoice('resolution', fields.get('resolution'), resolutions, '480p'),
    images: image === undefined ? [] : [readImage(image, 'image')],
    videoUrl: null,
    isUploaded: hasUploadUrl(fields),
  }
}

function edit(fields: ReadonlyMap<string, unknown>): Creation {
  const videoUrl = fieldsOf(fields.get('video'), 'video').get('url')
  if (typeof videoUrl !== 'string' || !isPublicUrl(videoUrl)) throw new Refusal('video.url is required')
  const durationS = sourceLength(videoUrl, 'edit')
  return {
    operation: 'edit',
    model,
    prompt: readPrompt(fields.get('prompt'), true),
    durationS,
    billedS: durationS,
    aspectRatio: '16:9',
    resolution: '720p',
    images: [],
    videoUrl,
    isUploaded: hasUploadUrl(fields),
  }
}

function readPrompt(value: unknown, isRequired: boolean): string {
  if (typeof value === 'string' && (value.trim() !== '' || !isRequired)) return value
  if (value === undefined && !isRequired) return ''
  throw new Refusal('prompt is required')
}
