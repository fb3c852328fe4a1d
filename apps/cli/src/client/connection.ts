import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, exitCodes } from '../exit-codes.ts'

export type Connection = {
  readonly url: string
  readonly key: string
  /** Whose things are meant; null: those of the key's own owner. */
  readonly owner: string | null
}

export type ConnectionOptions = {
  readonly url?: string | undefined
  readonly dataDir?: string | undefined
  readonly asOwner?: string | undefined
}

type Environment = { readonly [name: string]: string | undefined }

/**
 * Where the server is and what opens it: flags, then REELKEEP_URL and REELKEEP_API_KEY, then what a server started
 * here left in its data dir, then HOST and PORT.
 */
export function findConnection(options: ConnectionOptions, environment: Environment): Connection {
  const dataDir = findDataDir(options, environment)
  const key =
    environment.REELKEEP_API_KEY ?? environment.REELKEEP_ADMIN_KEY ?? readKept(join(dataDir, 'admin-key'))
  if (key === null) {
    const demo =
      readKept(join(root, '.reelkeep/demo/admin-key')) === null
        ? ''
        : ' For the demo: --data-dir .reelkeep/demo.'
    throw new CommandError(
      `No key: set REELKEEP_API_KEY, or start a server here first (looked for ${join(dataDir, 'admin-key')}).${demo}`,
      exitCodes.usage,
    )
  }
  return { url: findUrl(options, environment, dataDir), key, owner: ownerOf(options) }
}

const root = join(import.meta.dirname, '../../../..')

/** Whose key is used where none is given, and where a start here says its address. */
export function findDataDir({ dataDir }: ConnectionOptions, environment: Environment): string {
  return dataDir ?? environment.REELKEEP_DATA_DIR ?? join(root, '.reelkeep')
}

/** It goes into a header, which takes no other letters than owners may have. */
function ownerOf({ asOwner }: ConnectionOptions): string | null {
  if (asOwner === undefined || /^[a-z0-9._-]{1,63}$/.test(asOwner)) return asOwner ?? null
  throw new CommandError(
    '--as-owner takes the name of an owner: lower-case letters, digits, dots, dashes, underscores.',
    exitCodes.usage,
  )
}

function findUrl(options: ConnectionOptions, environment: Environment, dataDir: string): string {
  const named = options.url ?? environment.REELKEEP_URL
  if (named !== undefined) {
    const url = URL.parse(named)
    if (url?.protocol === 'http:' || url?.protocol === 'https:') return named.replace(/\/+$/, '')
    throw new CommandError(
      `REELKEEP_URL must be an http or https address (found "${named}").`,
      exitCodes.usage,
    )
  }
  const kept = environment.PORT === undefined ? readKept(join(dataDir, 'api-url')) : null
  if (kept !== null) return kept
  const host = environment.HOST ?? '127.0.0.1'
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${environment.PORT ?? '3000'}`
}

function readKept(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch {
    // Not there, or not ours to read: both mean that this is not where the answer is.
    return null
  }
}
