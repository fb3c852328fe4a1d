import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/** The hash so far of what lies on the disk, to go on with; null when nothing lies there. */
export async function hashFile(path: string): Promise<{ hash: Hash; bytes: number } | null> {
  if ((await sizeOf(path)) === null) return null
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { hash, bytes }
}

/** Null: there is nothing of that name. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
