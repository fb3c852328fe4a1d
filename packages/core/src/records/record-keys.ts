import { clipKeyFor, shortIdOf } from '../models/clip-key.ts'

/** Where a job's record lies: beside its clip, or beside where the clip would have been. */
export function sidecarKeyFor(clipKey: string): string {
  return clipKey.replace(/(?:\.mp4)?$/, '.json')
}

/** Where a batch's manifest lies: in the folder of its clips, under a name of its own even if two batches share one. */
export function manifestKeyFor(batch: {
  readonly owner: string
  readonly name: string
  readonly id: string
}): string {
  return keyIn(batch.owner, batch.name, `manifest-${shortIdOf(batch.id)}.ndjson.gz`)
}

/** Where the jobs without a batch that have not ended are listed. */
export function openJobsKeyFor(owner: { readonly id: string; readonly name: string }): string {
  return keyIn(owner.name, null, `open-jobs-${shortIdOf(owner.id)}.ndjson.gz`)
}

/** Where an image lies that an owner uploaded: under its own hash, so that the same bytes lie there once. */
export function imageKeyFor(
  owner: string,
  image: { readonly sha256: string; readonly type: string },
): string {
  const [, ending = ''] = image.type.split('/')
  return keyIn(owner, imageFolder, `${image.sha256}.${ending === 'jpeg' ? 'jpg' : ending}`)
}

/** What an image's key says; null: it is another key. `folder` is the owner's, as `imageKeyFor` spells it. */
export function imageOfKey(key: string): {
  readonly folder: string
  readonly sha256: string
  readonly type: string
} | null {
  const match = /^([^/]+)\/references\/([0-9a-f]{64})\.(png|jpg|webp)$/.exec(key)
  if (match === null) return null
  const [, folder = '', sha256 = '', ending = ''] = match
  return { folder, sha256, type: `image/${ending === 'jpg' ? 'jpeg' : ending}` }
}

const imageFolder = 'references'

/** What a key of the bucket is, by its name. */
export function recordKindOf(key: string): 'sidecar' | 'manifest' | 'open-jobs' | null {
  const name = key.split('/').at(-1) ?? ''
  if (/^manifest-[0-9a-z]{10}\.ndjson\.gz$/.test(name)) return 'manifest'
  if (/^open-jobs-[0-9a-z]{10}\.ndjson\.gz$/.test(name)) return 'open-jobs'
  return name.endsWith('.json') ? 'sidecar' : null
}

function keyIn(owner: string, batch: string | null, name: string): string {
  const folder = clipKeyFor('{batch}', {
    owner,
    batch,
    row: null,
    customId: null,
    prompt: '',
    shortId: '',
  })
  return folder === '' ? name : `${folder}/${name}`
}
