import { createHash } from 'node:crypto'
import { imageTypes, readImage } from '@reelkeep/archive'
import { imageKeyFor } from '@reelkeep/core'
import { keepReferenceImage, readHeldImageBytes, readReferenceImage } from '@reelkeep/db'
import { type Caller, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { invalidValue, unavailable, unsupportedMediaType, uploadsFull } from '../../errors.ts'
import { presentUpload } from '../../presenters/present-upload.ts'
import { refusals } from '../../schemas/error.ts'
import { uploadSchema } from '../../schemas/upload.ts'

/** Judgement: vendors take 5 to 20 MiB, and an image is held whole while it is read. */
const imageBytesMax = 20 * 1024 * 1024
const storeTimeoutMs = 25_000

/** An image as it came. It stands as its hash wherever bodies are compared, so that twenty megabytes are never JSON. */
type ImageBody = { readonly bytes: Buffer; readonly sha256: string; readonly toJSON: () => string }

/** `POST /v1/uploads`: the bytes of an image, once per owner. */
export function registerCreateUpload(app: App, deps: AppDeps): void {
  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      [...imageTypes, 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: imageBytesMax },
      (_request, body: Buffer, done) => done(null, imageBody(body)),
    )
    scope.addContentTypeParser('*', (request, _payload, done) =>
      done(unsupportedMediaType(request.headers['content-type'], imageTypes)),
    )
    scope.post(
      '/v1/uploads',
      {
        config: { scope: 'submit' },
        schema: {
          operationId: 'createUpload',
          summary: 'Keep an image that clips are made from',
          description:
            'The body is the image itself: PNG, JPEG or WebP, up to 20 MiB, told by its own bytes. The same bytes again are the same upload. All images of an owner may hold `uploads.max_bytes` together, else 413 `uploads_full`; DELETE frees room. Rows name it under image_urls by its `reference`.',
          tags: ['uploads'],
          consumes: [...imageTypes],
          response: {
            200: uploadSchema.describe('it was kept before'),
            201: uploadSchema,
            ...refusals(400, 401, 403, 409, 413, 415, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const body: unknown = request.body
        if (!isImageBody(body))
          throw invalidValue('body', 'body_missing', 'The body is empty; send an image.')
        const { image, isNew } = await keep(body, callerOf(request), deps)
        return reply.code(isNew ? 201 : 200).send(presentUpload(image))
      },
    )
  })
}

function imageBody(bytes: Buffer): ImageBody {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes, sha256, toJSON: () => sha256 }
}

function isImageBody(body: unknown): body is ImageBody {
  return typeof body === 'object' && body !== null && 'bytes' in body && body.bytes instanceof Buffer
}

/** The object first: a row never points at nothing. What does not fit is not written, or taken back. */
async function keep({ bytes, sha256 }: ImageBody, { ownerId, ownerName, keyId }: Caller, deps: AppDeps) {
  const reading = readImage(bytes)
  if (reading.kind === 'other') {
    throw invalidValue(
      'body',
      'not_an_image',
      `The body is ${reading.what}, not a PNG, JPEG or WebP; send the image file itself, saved in one of these.`,
      imageTypes,
    )
  }
  const { type, width, height } = reading
  const { db, store, config } = deps
  const { maxBytes } = config.uploads
  const refuse = async () => uploadsFull(bytes.length, await readHeldImageBytes(db, ownerId), maxBytes)
  if ((await readHeldImageBytes(db, ownerId)) + bytes.length > maxBytes) {
    if ((await readReferenceImage(db, { ownerId, name: sha256 })) === null) throw await refuse()
  }
  const objectKey = imageKeyFor(ownerName, { sha256, type })
  const outcome = await put(objectKey, { body: bytes, type, sha256 }, deps)
  const image = { ownerId, keyId, sha256, objectKey, contentType: type, bytes: bytes.length, width, height }
  const kept = await keepReferenceImage(db, image, maxBytes)
  if (kept !== null) return kept
  // Others that were sent meanwhile took the room.
  if (outcome === 'written') await takeBack(objectKey, store)
  throw await refuse()
}

/** Where our key may delete nothing, the object stays and a rebuild will find it. */
async function takeBack(key: string, store: AppDeps['store']): Promise<void> {
  try {
    await store.removeImage(key, AbortSignal.timeout(storeTimeoutMs))
  } catch (cause) {
    throw storeAway(cause)
  }
}

function storeAway(cause: unknown) {
  const message = 'The image could not be kept: the store does not answer. Try again.'
  return unavailable('store_away', message, 5, cause)
}

async function put(
  key: string,
  image: { readonly body: Buffer; readonly type: string; readonly sha256: string },
  { store }: AppDeps,
): Promise<'written' | 'there'> {
  const signal = AbortSignal.timeout(storeTimeoutMs)
  try {
    if ((await store.putImage(key, image, signal)) === 'written') return 'written'
    const found = await store.head(key, signal)
    if (found?.bytes === image.body.length) return 'there'
  } catch (cause) {
    throw storeAway(cause)
  }
  // Nobody but us writes there; what lies there is cut off or somebody's prank, and must not be sent to anyone.
  throw unavailable(
    'store_object_differs',
    'The image could not be kept: another object lies under its key. Whoever runs this server has to remove it.',
    60,
    new Error(`${key} is not what its name says`),
  )
}
