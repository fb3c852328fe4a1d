import {
  type Creation,
  fieldsOf,
  type Operation,
  type ReadCreation,
  Refusal,
  readOrRefuse,
} from '../creation.ts'
import { sourceLength } from '../source-length.ts'
import { hasUploadUrl, readChoice, readDuration, readImage, readPrompt } from './fields.ts'
import {
  addedRange,
  aspectRatios,
  defaultModel,
  durationRange,
  modelAliases,
  referencesMax,
  type XaiModel,
  xaiModels,
} from './models.ts'

type Fields = ReadonlyMap<string, unknown>

/** Reads a POST by table A4. Unknown fields are ignored, as was observed of a flat `image_url`: such a request has no image. */
export function readXaiCreation(operation: Operation, body: unknown): ReadCreation {
  return readOrRefuse(() => {
    const fields = fieldsOf(body)
    const { model, rules } = readModel(fields.get('model'))
    return operation === 'generate'
      ? generation(fields, model, rules)
      : change(operation, fields, model, rules)
  })
}

function readModel(value: unknown): { readonly model: string; readonly rules: XaiModel } {
  const asked = value ?? defaultModel
  const model = typeof asked === 'string' ? (modelAliases[asked] ?? asked) : ''
  const rules = Object.hasOwn(xaiModels, model) ? xaiModels[model] : undefined
  // "404: unknown model or URL".
  if (rules === undefined) throw new Refusal(`The model ${JSON.stringify(asked)} does not exist`, 404)
  return { model, rules }
}

function generation(fields: Fields, model: string, rules: XaiModel): Creation {
  const image = fields.get('image')
  const references = fields.get('reference_images')
  if (image !== undefined && references !== undefined) {
    throw new Refusal('image and reference_images cannot be used together')
  }
  const isReference = references !== undefined
  const images = isReference
    ? readReferences(references, model, rules)
    : image === undefined
      ? []
      : [readImage(image, 'image')]
  const durationS = readDuration(fields.get('duration') ?? fields.get('seconds'), {
    ...durationRange,
    max: isReference ? rules.referenceDurationMax : durationRange.max,
  })
  return {
    operation: 'generate',
    model,
    // "image-to-video: prompt optional".
    prompt: readPrompt(fields.get('prompt'), image === undefined),
    durationS,
    billedS: durationS,
    aspectRatio: readChoice('aspect_ratio', fields.get('aspect_ratio'), aspectRatios, '16:9'),
    resolution: readChoice(
      'resolution',
      fields.get('resolution'),
      isReference ? rules.referenceResolutions : rules.resolutions,
      '480p',
    ),
    images,
    videoUrl: null,
    isUploaded: hasUploadUrl(fields),
  }
}

function readReferences(value: unknown, model: string, rules: XaiModel): readonly string[] {
  if (rules.referenceResolutions.length === 0)
    throw new Refusal(`reference_images is not supported by ${model}`)
  if (!Array.isArray(value) || value.length === 0 || value.length > referencesMax) {
    throw new Refusal(`reference_images must hold 1 to ${referencesMax} images`)
  }
  return value.map((each: unknown) => readImage(each, 'reference_images'))
}

/** Edits take no duration, ratio or resolution; extensions take the length of the added part. */
function change(operation: 'edit' | 'extend', fields: Fields, model: string, rules: XaiModel): Creation {
  if (!rules.changesVideos) throw new Refusal(`video ${operation} is not supported by ${model}`)
  const refused =
    operation === 'edit' ? ['duration', 'aspect_ratio', 'resolution'] : ['aspect_ratio', 'resolution']
  for (const name of refused) {
    if (fields.has(name)) throw new Refusal(`${name} cannot be set for a video ${operation}`)
  }
  const prompt = readPrompt(fields.get('prompt'), true)
  const videoUrl = readVideo(fields.get('video'))
  const sourceS = sourceLength(videoUrl, operation)
  const addedS = operation === 'extend' ? readDuration(fields.get('duration'), addedRange) : 0
  return {
    operation,
    model,
    prompt,
    durationS: sourceS + addedS,
    billedS: operation === 'extend' ? addedS : sourceS,
    aspectRatio: '16:9',
    resolution: '720p',
    images: [],
    videoUrl,
    isUploaded: hasUploadUrl(fields),
  }
}

function readVideo(value: unknown): string {
  if (value === undefined) throw new Refusal('video is required')
  const url = fieldsOf(value, 'video').get('url')
  if (typeof url !== 'string') throw new Refusal('video.url is required')
  if (url.startsWith('data:video/')) return url
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url) || !new URL(url).pathname.endsWith('.mp4')) {
    throw new Refusal('video.url must be a public URL that ends with .mp4')
  }
  return url
}
