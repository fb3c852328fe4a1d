// Writes bytes that are on disk already into a new file, with whatever digests are wanted of the whole.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type ChecksumAlgorithm, startChecksum } from '../payload/checksums.ts'
import type { FileIdentity } from '../storage/file-system.ts'
import type { TemporaryFile, TemporaryFiles } from '../storage/temporary-file.ts'

export interface Assembled {
  file: TemporaryFile
  identity: FileIdentity
  /** Hex; null when not wanted. */
  md5: string | null
  /** Base64; null when not wanted. */
  checksum: string | null
}

export async function assemble(input: {
  /** A descriptor given is closed here, whatever happens. */
  sources: readonly (string | { fd: number })[]
  wants: { md5: boolean; checksum: ChecksumAlgorithm | null }
  temporaryFiles: TemporaryFiles
}): Promise<Assembled> {
  const md5 = input.wants.md5 ? createHash('md5') : null
  const checksum = input.wants.checksum === null ? null : startChecksum(input.wants.checksum)
  const file = input.temporaryFiles.create()
  try {
    for (const source of input.sources) {
      const path = typeof source === 'string' ? source : ''
      const descriptor = typeof source === 'string' ? {} : source
      const pieces: AsyncIterable<Buffer> = createReadStream(path, {
        ...descriptor,
        highWaterMark: 512 * 1024,
      })
      for await (const piece of pieces) {
        md5?.update(piece)
        checksum?.update(piece)
        await file.write(piece)
      }
    }
    const identity = await file.finish()
    return {
      file,
      identity,
      md5: md5?.digest('hex') ?? null,
      checksum: checksum?.digest().toString('base64') ?? null,
    }
  } catch (error) {
    file.discard()
    throw error
  }
}
