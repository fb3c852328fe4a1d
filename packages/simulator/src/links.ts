import { hash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Addresses of clips. Nobody can make one up, and one that was given out still works after a restart on the same port. */
export type Links = {
  /** The n-th link to a task's clip; all are alike but for scenarios in which the first ones are dead. */
  linkFor(taskId: string, number: number): string
  /** The address of a gateway that hands the file on, to whoever has a key. */
  contentLinkFor(prefix: string, taskId: string): string
  /** The same address under another name of this machine, so that a client sees a host that is not its upstream's. */
  elsewhere(link: string): string
  /** Which link a path is; null when we never gave it out. */
  readPath(path: string): { readonly taskId: string; readonly number: number } | null
}

const pathPattern = /^\/files\/([\w-]{22})-(\d{1,9})\/([\w-]+)\.mp4$/

export function makeLinks(origin: string, secret: string): Links {
  // A plain hash, cut short, and not an HMAC: Node's costs more than the rest of an answer, and only tests are guarded.
  const tokenFor = (taskId: string, number: number): string =>
    hash('sha256', `${secret} ${taskId} ${number}`, 'base64url').slice(0, 22)
  return {
    linkFor(taskId, number) {
      return `${origin}/files/${tokenFor(taskId, number)}-${number}/${taskId}.mp4`
    },
    contentLinkFor: (prefix, taskId) => `${origin}${prefix}/v1/videos/${taskId}/content`,
    elsewhere(link) {
      const url = new URL(link)
      url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost'
      return url.href
    },
    readPath(path) {
      const [, token, digits, taskId] = pathPattern.exec(path) ?? []
      if (token === undefined || taskId === undefined) return null
      const number = Number(digits)
      return token === tokenFor(taskId, number) ? { taskId, number } : null
    },
  }
}

export async function readLinkSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'link-secret')
  // The loser of two first starts at once reads what the winner wrote.
  await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return readFile(path, 'utf8')
}
