import { link, rename, rm } from 'node:fs/promises'
import { sizeOf } from './hash-file.ts'

/** Gives a finished file its name, unless something stands there meanwhile: then false, and neither is touched. */
export async function placeFile(part: string, path: string): Promise<boolean> {
  try {
    // A link refuses what a rename would overwrite.
    await link(part, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'EEXIST') return false
    // A stick or a share that knows no links.
    if ((await sizeOf(path)) !== null) return false
    await rename(part, path)
    return true
  }
  await rm(part, { force: true })
  return true
}
