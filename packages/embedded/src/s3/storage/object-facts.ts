// What HTTP says about an object, kept apart from its bytes.
//
// The bytes and the facts are two files, and a kill may fall between two renames. So a facts file holds the facts of
// up to two versions, each with the identity (inode, size, time) of the data file it speaks of. A write puts the new
// version's facts beside the present one's, and then renames the data into place: at every instant the visible data
// file finds its own facts, and never another version's. A file without facts (put there by a person, or edited) gets
// new ones computed from its bytes. Facts without a file say nothing, since the file is what makes an object.

import { readFileSync } from 'node:fs'
import type { Checksum } from '../payload/checksums.ts'
import { type FileIdentity, isFileError } from './file-system.ts'

export interface ObjectFacts {
  /** Without quotes. */
  etag: string
  checksum: Checksum | null
  /** content-type, cache-control and their like, by header. */
  headers: Readonly<Record<string, string>>
  /** The caller's own x-amz-meta-, by name without the prefix. */
  metadata: Readonly<Record<string, string>>
  tags: readonly Tag[]
}

export interface Tag {
  key: string
  value: string
}

export interface KnownVersion {
  identity: FileIdentity
  facts: ObjectFacts
}

interface FactsDocument {
  key: string
  versions: KnownVersion[]
}

export function writeFactsDocument(key: string, versions: readonly KnownVersion[]): string {
  return JSON.stringify({ key, versions })
}

/** null when there is none that can be read; the facts are then made from the bytes. */
export function readFactsDocument(path: string): FactsDocument | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return null
    throw error
  }
  try {
    const document: unknown = JSON.parse(text)
    return isFactsDocument(document) ? document : null
  } catch (error) {
    // A page that a power cut left empty is no worse than no page.
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export function versionOf(document: FactsDocument | null, identity: FileIdentity): KnownVersion | null {
  const alike = (document?.versions ?? []).filter(
    (version) =>
      version.identity.sizeBytes === identity.sizeBytes &&
      version.identity.modifiedMs === identity.modifiedMs,
  )
  const same = alike.find((version) => version.identity.inode === identity.inode)
  // A data dir copied to another disk keeps sizes and times but not inodes.
  return same ?? (alike.length === 1 && alike[0] ? { ...alike[0], identity } : null)
}

function isFactsDocument(value: unknown): value is FactsDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'versions' in value &&
    Array.isArray(value.versions) &&
    value.versions.every(
      (version) => typeof version?.facts?.etag === 'string' && version.identity?.inode >= 0,
    )
  )
}
