// Small steps on files. Short ones are synchronous: for a file of some kilobytes a system call costs a tenth of a
// trip through the thread pool, and a step that cannot be interrupted needs no lock.

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Which version of a file one looks at: a replaced file has another inode, an edited one another time or size. */
export interface FileIdentity {
  inode: number
  sizeBytes: number
  modifiedMs: number
}

/** null when there is no regular file of that name. */
export function identityOf(file: number | string): FileIdentity | null {
  const stat = typeof file === 'number' ? fstatSync(file) : statOf(file)
  if (!stat?.isFile()) return null
  return { inode: stat.ino, sizeBytes: stat.size, modifiedMs: stat.mtimeMs }
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (isFileError(error, 'ENOTDIR')) return undefined
    throw error
  }
}

/** null when there is no regular file of that name; links are never followed. */
export function openExisting(path: string): { fd: number; identity: FileIdentity } | null {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return null
    throw error
  }
  const identity = identityOf(fd)
  if (identity === null) closeSync(fd)
  return identity && { fd, identity }
}

export function readExactly(fd: number, start: number, sizeBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes)
  let at = 0
  while (at < sizeBytes) {
    const count = readSync(fd, bytes, at, sizeBytes - at, start + at)
    if (count === 0) throw new Error(`a file ended ${sizeBytes - at} bytes before its recorded size`)
    at += count
  }
  return bytes
}

export function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (!isFileError(error, 'ENOENT', 'ENOTDIR')) throw error
  }
}

/** Removes the folders a deleted object leaves empty, up to its bucket. */
export function removeEmptyParents(path: string, upTo: string): void {
  for (let folder = dirname(path); folder.length > upTo.length; folder = dirname(folder)) {
    try {
      rmdirSync(folder)
    } catch (error) {
      if (isFileError(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return
      throw error
    }
  }
}

/** Renames, making the folders it needs; returns the first of them that was new. */
export function moveFile(from: string, to: string): string | null {
  try {
    renameSync(from, to)
    return null
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error
  }
  const firstNewFolder = mkdirSync(dirname(to), { recursive: true }) ?? null
  renameSync(from, to)
  return firstNewFolder
}

/** The folder that got the name, and each folder above it that was new and got a name in its turn. */
export async function syncMove(to: string, firstNewFolder: string | null): Promise<void> {
  const top = dirname(firstNewFolder ?? to)
  for (let folder = dirname(to); folder.length >= top.length; folder = dirname(folder)) {
    await syncFolder(folder)
    if (folder === dirname(folder)) return
  }
}

/** A rename is on disk only when the folder that holds the name is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export function isFileError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code)
}
