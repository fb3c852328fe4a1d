import type { ClipIntake, TakenClip } from '../clip-intake.ts'
import type { Store, StoredObject, WriteOutcome } from './store.ts'

type Keep = {
  readonly key: string
  readonly jobId: string
  readonly taken: TakenClip
  readonly intake: ClipIntake
  readonly signal: AbortSignal
}

export type KeepOutcome =
  | { readonly outcome: 'kept'; readonly clip: { readonly bucket: string; readonly key: string } }
  /** The key holds other bytes and a large clip is not in memory any more: fetch it again, for this key. */
  | { readonly outcome: 'send-again'; readonly key: string }

/** Makes a checked clip visible under its key and looks at it once more. Never writes over another object. */
export async function keepClip(store: Store, clip: Keep): Promise<KeepOutcome> {
  const written = await write(store, clip, clip.key)
  const found = await store.head(clip.key, clip.signal)
  if (found !== null && isSame(found, clip, written)) return kept(store, clip.key)
  if (written === 'written') {
    throw new Error(`the store does not hold what was written to ${clip.key}: ${describe(found, clip.taken)}`)
  }
  if (found === null) throw new Error(`${clip.key} was taken and is empty`)
  const spare = spareKey(clip.key, clip.taken.sha256)
  if (spare === clip.key) throw new Error(`${clip.key} holds other bytes`)
  if (clip.intake.body() === null) return { outcome: 'send-again', key: spare }
  return await keepClip(store, { ...clip, key: spare })
}

async function write(store: Store, clip: Keep, key: string): Promise<WriteOutcome> {
  const { taken, intake, jobId, signal } = clip
  const body = intake.body()
  if (body !== null) {
    const { sha256, crc32 } = taken
    return await store.put(key, { body, sha256, crc32, facts: { jobId } }, signal)
  }
  const upload = await intake.flush()
  return upload === null ? 'taken' : await upload.complete(taken)
}

/**
 * By checksum. Where the store does not know one, what we have just written is believed by its length, and what was
 * there before only by our own note beside it.
 */
function isSame(found: StoredObject, { taken, jobId }: Keep, written: WriteOutcome): boolean {
  if (found.bytes !== taken.bytes) return false
  if (found.crc32 !== null) return found.crc32 === taken.crc32
  if (found.sha256 !== null) return found.sha256 === taken.sha256
  return written === 'written' || found.jobId === jobId
}

function kept(store: Store, key: string): KeepOutcome {
  return { outcome: 'kept', clip: { bucket: store.settings.bucket, key } }
}

/** Named after the content, so that the same clip finds the same spare key again after a crash. */
function spareKey(key: string, sha256: string): string {
  const suffix = `-${sha256.slice(0, 8)}.mp4`
  return key.endsWith(suffix) ? key : key.replace(/(?:\.mp4)?$/, suffix)
}

/** The keys that a job may have been given whose clip is stored, or on its way, under this one. */
export function clipKeysOf(key: string): readonly string[] {
  const plain = key.replace(/-[0-9a-f]{8}\.mp4$/, '.mp4')
  return plain === key ? [key] : [key, plain]
}

function describe(found: StoredObject | null, taken: TakenClip): string {
  if (found === null) return 'nothing is there'
  return `${found.bytes} of ${taken.bytes} bytes, checksum ${found.crc32 ?? 'none'} for ${taken.crc32}`
}
