// A bucket's keys in S3's order (UTF-8 bytes), read from the folders as they are asked for: memory follows the
// largest folder, not the bucket.

import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { isFileError } from './file-system.ts'
import type { Layout } from './layout.ts'
import type { Places } from './places.ts'

/** Where a list goes on: behind a key, or behind everything that begins with a common prefix. */
export interface ListPosition {
  after: string
  wholePrefix: boolean
}

export const listStart: ListPosition = { after: '', wholePrefix: false }

export async function* listKeys(
  deps: { layout: Layout; places: Places },
  bucket: string,
  prefix: string,
  position: ListPosition,
): AsyncGenerator<string> {
  const { layout, places } = deps
  const wanted = (key: string) => key.startsWith(prefix) && isBehind(key, position)
  const unusual = [...places.unusualKeys(bucket)].filter(wanted).sort(compareKeys).values()
  let nextUnusual = unusual.next()
  for await (const key of walkFrom(layout.bucketDir(bucket))) {
    for (; !nextUnusual.done && compareKeys(nextUnusual.value, key) < 0; nextUnusual = unusual.next()) {
      yield nextUnusual.value
    }
    yield key
  }
  for (; !nextUnusual.done; nextUnusual = unusual.next()) yield nextUnusual.value

  async function* walkFrom(root: string): AsyncGenerator<string> {
    const folderKey = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    // A prefix is a caller's text too: one that is no plain path must not choose the folder to read.
    if (folderKey !== '' && !places.isPlainFolder(folderKey)) return
    yield* walk(`${root}/${folderKey}`, folderKey)
  }

  async function* walk(folder: string, folderKey: string): AsyncGenerator<string> {
    const names: string[] = []
    for (const entry of await readFolder(folder)) {
      const key = folderKey + entry.name
      if (entry.isDirectory() && mayHold(`${key}/`, prefix, position)) names.push(`${key}/`)
      else if (entry.isFile() && wanted(key) && places.isPlain(bucket, key)) names.push(key)
    }
    for (const name of names.sort(compareKeys)) {
      if (name.endsWith('/')) yield* walk(`${folder}${name.slice(folderKey.length)}`, name)
      else yield name
    }
  }
}

function isBehind(key: string, { after, wholePrefix }: ListPosition): boolean {
  return compareKeys(key, after) > 0 && !(wholePrefix && key.startsWith(after))
}

function mayHold(folderKey: string, prefix: string, { after, wholePrefix }: ListPosition): boolean {
  if (!folderKey.startsWith(prefix) && !prefix.startsWith(folderKey)) return false
  if (wholePrefix && folderKey.startsWith(after)) return false
  return compareKeys(folderKey, after) > 0 || after.startsWith(folderKey)
}

async function readFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    // Gone since its name was read, or never there.
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

/** UTF-8 order: like JavaScript's own, but characters outside the basic plane come last. */
export function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++) {
    const left = one.charCodeAt(at)
    const right = other.charCodeAt(at)
    if (left !== right) return rank(left) - rank(right)
  }
  return one.length - other.length
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}
