import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Addresses of clips. Nobody can make one up, and one that was given out still works after a restart on the same port. */
export type Links = {
  /** The n-th link to a task's clip; all are alike but for scenarios in which the first ones are dead. */
  linkFor(taskId: string, number: number): string
  /** Which link a path is; null when we never gave it out. */
  readPath(path: string): { readonly taskId: string; readonly number: number } | null
}

const pathPattern = /^\/files\/([\w-]{22})-(\d{1,9})\/(video_[\w-]+)\.mp4$/

export function makeLinks(origin: string, secret: Buffer): Links {
  const tokenFor = (taskId: string, number: number): string =>
    createHmac('sha256', secret).update(`${taskId} ${number}`).digest('base64url').slice(0, 22)
  return {
    linkFor(taskId, number) {
      return `${origin}/files/${tokenFor(taskId, number)}-${number}/${taskId}.mp4`
    },
    readPath(path) {
      const [, token, digits, taskId] = pathPattern.exec(path) ?? []
      if (token === undefined || taskId === undefined) return null
      const number = Number(digits)
      const right = timingSafeEqual(Buffer.from(token), Buffer.from(tokenFor(taskId, number)))
      return right ? { taskId, number } : null
    },
  }
}

export async function readLinkSecret(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'link-secret')
  // The loser of two first starts at once reads what the winner wrote.
  await writeFile(path, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return readFile(path)
}
