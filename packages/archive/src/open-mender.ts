import type { Job } from '@reelkeep/core'
import { type ArchiveEvent, type ArchiverParts, openArchiver } from './open-archiver.ts'
import type { Store, Upload } from './store/store.ts'

export type Mender = {
  /**
   * Fetches `link` once, with every check, and keeps it under `key` if it is byte for byte what was kept before. Other
   * bytes never become visible. An object that stands under `key` is left as it is, and a spare key taken.
   */
  mend(
    job: Job,
    wanted: { readonly link: string; readonly key: string; readonly sha256: string },
    io: { readonly signal: AbortSignal },
  ): Promise<MendEvent>
}

export type MendEvent = ArchiveEvent | { readonly type: 'clip-differs'; readonly sha256: string }

export function openMender(parts: ArchiverParts): Mender {
  return {
    mend: async (job, { link, key, sha256 }, { signal }) => {
      let found: string | null = null
      const store = onlyBytesOf(sha256, parts.store, (other) => {
        found = other
      })
      const archiver = openArchiver({ ...parts, store })
      try {
        const event = await archiver.archive({ ...job, clipKey: key, sourceUrl: link }, { signal })
        return found === null ? event : { type: 'clip-differs', sha256: found }
      } finally {
        await archiver.close()
      }
    },
  }
}

/** The bucket, for whoever may write these bytes and no others. */
function onlyBytesOf(wanted: string, store: Store, differs: (sha256: string) => void): Store {
  const check = (sha256: string | undefined): void => {
    if (sha256 === wanted) return
    differs(sha256 ?? 'not known')
    throw new Error('the upstream gives other bytes now')
  }
  return {
    ...store,
    put: async (key, object, signal) => {
      check(object.sha256)
      return store.put(key, object, signal)
    },
    beginUpload: async (key, facts, signal) => checked(await store.beginUpload(key, facts, signal), check),
  }
}

function checked(upload: Upload, check: (sha256: string | undefined) => void): Upload {
  return {
    ...upload,
    complete: async (whole) => {
      check(whole.sha256)
      return upload.complete(whole)
    },
  }
}
