import type { Readable } from 'node:stream'
import type { StoreSettings } from './store-settings.ts'

/** The bucket, as the rest of the product sees it. */
export type Store = {
  readonly settings: StoreSettings
  /** Writes a whole object at once, and never over another. */
  put(key: string, object: WholeObject, signal?: AbortSignal): Promise<WriteOutcome>
  /** Writes an image whole, never over another object. */
  putImage(key: string, image: ImageObject, signal?: AbortSignal): Promise<WriteOutcome>
  /** Also where there is none any more. `refused`: our key may delete nothing. */
  removeImage(key: string, signal?: AbortSignal): Promise<'removed' | 'refused'>
  /** Begins an object that comes in parts and is not visible before `complete`. */
  beginUpload(key: string, facts: ObjectFacts, signal?: AbortSignal): Promise<Upload>
  head(key: string, signal?: AbortSignal): Promise<StoredObject | null>
  /** A link that opens the object for a while, for whoever holds it. */
  presignGet(key: string, options: PresignOptions): Promise<string>
  /** The bytes themselves, or a range of them as an HTTP `Range` header asks; null when there is no such object. */
  read(key: string, range?: string, signal?: AbortSignal): Promise<ReadOutcome>
  /** Every object whose key begins with `prefix`, in the order of the keys, fetched page by page as it is read on. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<ListedObject>
  /** Writes a small JSON text as `application/json`, or packed lines as they are, over an older one if there is one. */
  putRecord(key: string, content: string | Buffer, signal?: AbortSignal): Promise<void>
  /** The text of a record; null when there is none. Throws when it is larger than `maxBytes`. */
  readRecord(key: string, maxBytes: number, signal?: AbortSignal): Promise<string | null>
  /**
   * Writes a tiny object under `.reelkeep/probe/` and reads it back; throws when either fails. It is written over by
   * the next probe and never deleted, so no permission to delete is needed.
   */
  probeWrite(signal?: AbortSignal): Promise<void>
  /** Every upload in parts that was begun and neither completed nor aborted, whoever began it; page by page. */
  listUploads(signal?: AbortSignal): AsyncIterable<OpenUpload>
  /** Whether it was still there. */
  abortUpload(upload: Pick<OpenUpload, 'key' | 'id'>, signal?: AbortSignal): Promise<boolean>
  ensureBucket(): Promise<void>
  /** Throws when the bucket cannot be reached. */
  ping(): Promise<void>
  close(): void
}

/** Written beside the bytes as the object's own metadata: the sidecar that outlives our database. */
export type ObjectFacts = { readonly jobId: string; readonly sha256?: string }

export type WholeObject = {
  readonly body: Buffer
  /** Lower-case hex. */
  readonly sha256: string
  /** Base64, as S3 states it. */
  readonly crc32: string
  readonly facts: ObjectFacts
}

export type ImageObject = {
  readonly body: Buffer
  readonly type: string
  /** Lower-case hex. */
  readonly sha256: string
}

/** `taken`: another object stands under the key, which was left as it is. */
export type WriteOutcome = 'written' | 'taken'

export type Upload = {
  /** Parts are numbered from 1; they may be sent side by side. */
  sendPart(number: number, body: Buffer): Promise<void>
  complete(whole: {
    readonly crc32: string
    readonly bytes: number
    readonly sha256?: string
  }): Promise<WriteOutcome>
  abort(): Promise<void>
}

export type StoredObject = {
  readonly bytes: number
  /** Of the whole object, base64; null when the store does not say. */
  readonly crc32: string | null
  readonly etag: string | null
  /** From the sidecar, lower-case hex. */
  readonly sha256: string | null
  readonly jobId: string | null
}

export type OpenUpload = { readonly key: string; readonly id: string; readonly begunAt: Date }

export type ListedObject = {
  readonly key: string
  readonly bytes: number
  readonly modifiedAt: Date | null
}

export type PresignOptions = {
  readonly expiresInS: number
  /** What it is served as; absent: a video. */
  readonly type?: string
  /** Makes browsers save it under this name instead of playing it. */
  readonly downloadName?: string
}

export type ReadOutcome =
  | {
      readonly outcome: 'bytes'
      /** 206 when a range is given back. */
      readonly status: 200 | 206
      readonly body: Readable
      readonly bytes: number
      readonly contentRange: string | null
      readonly etag: string | null
      readonly lastModified: Date | null
    }
  | { readonly outcome: 'missing' }
  /** The range lies outside the object. */
  | { readonly outcome: 'bad-range' }
