// Decides which keys may be paths. All others are kept under a hash, so that no key can name a place outside its bucket.

import { lstatSync, rmSync, writeFileSync } from 'node:fs'

export function isPlainKey(key: string, fileSystemFoldsNames: boolean): boolean {
  if (key.includes('\0')) return false
  // Where A.mp4 and a.mp4 are one file, only keys that nothing folds onto may be paths.
  if (fileSystemFoldsNames && !/^[a-z0-9._/-]+$/.test(key)) return false
  return key.split('/').every((segment) => {
    return (
      segment !== '' && segment !== '.' && segment !== '..' && Buffer.byteLength(segment) <= segmentLimitBytes
    )
  })
}

/** What common file systems allow for one name. */
const segmentLimitBytes = 255

export function foldsNames(directory: string): boolean {
  writeFileSync(`${directory}/folds-names`, '')
  const folds = lstatSync(`${directory}/Folds-Names`, { throwIfNoEntry: false }) !== undefined
  rmSync(`${directory}/folds-names`)
  return folds
}
