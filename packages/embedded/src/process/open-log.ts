import { mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const KEPT_BYTES = 16 * 1024 * 1024

/** A file descriptor to append to. A log that grew large is put aside as `.old`, so that two of them bound the space. */
export function openLog(logFile: string): number {
  mkdirSync(dirname(logFile), { recursive: true })
  const sizeBytes = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (sizeBytes > KEPT_BYTES) renameSync(logFile, `${logFile}.old`)
  return openSync(logFile, 'a', 0o600)
}
