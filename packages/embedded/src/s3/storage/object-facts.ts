// What HTTP says about an object, kept apart from its bytes.
//
// The bytes are a file, the facts a line in the bucket's facts log, and a kill may fall between the two. So a line
// holds the facts of up to two versions, each with the identity (inode, size, time) of the data file it speaks of. A
// write first appends the new version's facts beside the present one's, and then renames the data into place: at every
// instant the visible data file finds its own facts, and never another version's. A file without facts (put there by a
// person, or edited) gets new ones computed from its bytes. Facts without a file say nothing: the file is the object.

import type { Checksum } from '../payload/checksums.ts'
import type { FileIdentity } from './file-system.ts'

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

/** One line of the log; without versions it says that the object was deleted. */
export interface FactsLine {
  key: string
  versions: readonly KnownVersion[]
}

export function writeFactsLine(line: FactsLine): string {
  return `${JSON.stringify(line)}\n`
}

/** null for a line that a power cut tore: then the facts are made from the bytes. */
export function readFactsLine(text: string): FactsLine | null {
  try {
    const line: unknown = JSON.parse(text)
    return isFactsLine(line) ? line : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export function versionOf(line: FactsLine | null, identity: FileIdentity): KnownVersion | null {
  const alike = (line?.versions ?? []).filter(
    (version) =>
      version.identity.sizeBytes === identity.sizeBytes &&
      version.identity.modifiedMs === identity.modifiedMs,
  )
  const same = alike.find((version) => version.identity.inode === identity.inode)
  // A data dir copied to another disk keeps sizes and times but not inodes.
  return same ?? (alike.length === 1 && alike[0] ? { ...alike[0], identity } : null)
}

function isFactsLine(value: unknown): value is FactsLine {
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
