// Multipart uploads under way. Each is a folder: upload.json says what will become of it; a part is a file of its own
// name plus <number>.json, which names that file. Renaming the .json into place is what makes a part count, so a part
// sent again replaces the former one whole or not at all.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { Checksum, ChecksumAlgorithm, ChecksumType } from '../payload/checksums.ts'
import { S3Error } from '../s3-error.ts'
import { isFileError, moveFile, removeFile, syncMove } from './file-system.ts'
import { createKeyLocks } from './key-locks.ts'
import type { Layout } from './layout.ts'
import type { ObjectFacts } from './object-facts.ts'
import type { Durability, TemporaryFile, TemporaryFiles } from './temporary-file.ts'

export interface Upload {
  id: string
  key: string
  initiatedMs: number
  checksum: { algorithm: ChecksumAlgorithm; type: ChecksumType } | null
  facts: Pick<ObjectFacts, 'headers' | 'metadata' | 'tags'>
}

export interface Part {
  number: number
  sizeBytes: number
  /** The MD5 in hex. */
  etag: string
  checksum: Checksum | null
  modifiedMs: number
  path: string
}

export interface UploadStore {
  create(bucket: string, upload: Omit<Upload, 'id'>): Promise<Upload>
  /** Throws NoSuchUpload, also when the upload is another key's. */
  find(bucket: string, key: string, id: string): Upload
  list(bucket: string): Upload[]
  parts(bucket: string, id: string): Part[]
  savePart(bucket: string, upload: Upload, part: Omit<Part, 'path'>, file: TemporaryFile): Promise<void>
  /** While `work` runs no part can be added and nobody else can end the upload. */
  whileHeld<T>(bucket: string, id: string, work: () => Promise<T>): Promise<T>
  remove(bucket: string, id: string): void
}

export function createUploadStore(deps: {
  layout: Layout
  temporaryFiles: TemporaryFiles
  durability: Durability
}): UploadStore {
  const { layout, temporaryFiles, durability } = deps
  const locks = createKeyLocks()
  const folderOf = (bucket: string, id: string) => `${layout.uploadsDir(bucket)}/${id}`

  const saveJson = async (path: string, value: unknown) => {
    const file = await temporaryFiles.createFrom(JSON.stringify(value))
    const firstNewFolder = moveFile(file.path, path)
    if (durability === 'full') await syncMove(path, firstNewFolder)
  }

  const readUpload = (bucket: string, id: string): Upload | null => {
    if (!/^[0-9a-f]{32}$/.test(id)) return null
    const upload = readJson(`${folderOf(bucket, id)}/upload.json`)
    return upload === null ? null : (upload as Upload)
  }

  const store: UploadStore = {
    create: async (bucket, upload) => {
      const created = { ...upload, id: randomBytes(16).toString('hex') }
      mkdirSync(folderOf(bucket, created.id), { recursive: true })
      await saveJson(`${folderOf(bucket, created.id)}/upload.json`, created)
      return created
    },
    find: (bucket, key, id) => {
      const upload = readUpload(bucket, id)
      if (upload?.key === key) return upload
      throw new S3Error('NoSuchUpload', 'The upload does not exist; it may have been completed or aborted.')
    },
    list: (bucket) =>
      readNames(layout.uploadsDir(bucket)).flatMap((id) => {
        const upload = readUpload(bucket, id)
        return upload === null ? [] : [upload]
      }),
    parts: (bucket, id) =>
      readNames(folderOf(bucket, id))
        .filter((name) => /^\d{5}\.json$/.test(name))
        .sort()
        .flatMap((name) => {
          const saved = readJson(`${folderOf(bucket, id)}/${name}`)
          if (saved === null) return []
          const { file, ...part } = saved as SavedPart
          return [{ ...part, path: `${folderOf(bucket, id)}/${file}` }]
        }),
    savePart: (bucket, upload, part, file) =>
      store.whileHeld(bucket, upload.id, async () => {
        try {
          store.find(bucket, upload.key, upload.id)
          const folder = folderOf(bucket, upload.id)
          const number = String(part.number).padStart(5, '0')
          const saved: SavedPart = { ...part, file: `${number}-${randomBytes(6).toString('hex')}.part` }
          moveFile(file.path, `${folder}/${saved.file}`)
          const former = readJson(`${folder}/${number}.json`) as SavedPart | null
          await saveJson(`${folder}/${number}.json`, saved)
          if (former !== null) removeFile(`${folder}/${former.file}`)
        } catch (error) {
          file.discard()
          throw error
        }
      }),
    whileHeld: (bucket, id, work) => locks.hold(`${bucket}/${id}`, work),
    // The description goes first: without it the rest is nobody's upload, and the next start clears it away.
    remove: (bucket, id) => {
      removeFile(`${folderOf(bucket, id)}/upload.json`)
      rmSync(folderOf(bucket, id), { recursive: true, force: true })
    },
  }
  return store
}

type SavedPart = Omit<Part, 'path'> & { file: string }

/** Folders of uploads that a kill left without their description. */
export function sweepUploads(layout: Layout, bucket: string): void {
  for (const id of readNames(layout.uploadsDir(bucket))) {
    const folder = `${layout.uploadsDir(bucket)}/${id}`
    if (!existsSync(`${folder}/upload.json`)) rmSync(folder, { recursive: true, force: true })
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return []
    throw error
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return null
    throw error
  }
}
