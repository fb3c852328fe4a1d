import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CommandError, exitCodes } from '../exit-codes.ts'

export type Connection = {
  readonly url: string
  readonly key: string
  /** Whose things are meant; null: those of the key's own owner. */
  readonly owner: string | null
  /** What to say when nobody answers there: what named the address, and which other could have been meant. */
  readonly whenAway: string
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
  const { url, origin } = findUrl(options, environment, dataDir)
  return { url, key, owner: ownerOf(options), whenAway: whenAway(url, origin, dataDir) }
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

type Address = { readonly url: string /** Why it is that one. */; readonly origin: string }

function findUrl(options: ConnectionOptions, environment: Environment, dataDir: string): Address {
  const named = options.url ?? environment.REELKEEP_URL
  const option = options.url === undefined ? 'REELKEEP_URL' : '--url'
  if (named !== undefined) {
    const url = URL.parse(named)
    if (url?.protocol === 'http:' || url?.protocol === 'https:') {
      return { url: named.replace(/\/+$/, ''), origin: `The address is that of ${option}.` }
    }
    throw new CommandError(`${option} must be an http or https address (found "${named}").`, exitCodes.usage)
  }
  const place = join(dataDir, addressFile)
  const kept = environment.PORT === undefined ? readKept(place) : null
  if (kept !== null)
    return {
      url: kept,
      origin: `The address is from ${place}, which a server that was killed leaves behind.`,
    }
  const host = environment.HOST ?? '127.0.0.1'
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${environment.PORT ?? '3000'}`
  if (environment.PORT !== undefined) return { url, origin: 'The address is made of HOST and PORT.' }
  return {
    url,
    origin: `That is the usual address: ${place}, where a server that is up leaves its own, is not there.`,
  }
}

/** A server that is up leaves its address there, and takes it away as it stops. */
const addressFile = 'api-url'

function whenAway(url: string, origin: string, dataDir: string): string {
  const others = ['.reelkeep', '.reelkeep/demo']
    .filter((place) => resolve(root, place) !== resolve(dataDir))
    .flatMap((place) => {
      const other = readKept(join(root, place, addressFile))
      return other === null || other === url
        ? []
        : [`Another server was started here at ${other}: --data-dir ${place}.`]
    })
  return [
    origin,
    'One that is still starting or restarts answers in a moment. Else start it with "npm start", or say where it is with --url or REELKEEP_URL.',
    ...others,
  ].join(' ')
}

function readKept(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch {
    // Not there, or not ours to read: both mean that this is not where the answer is.
    return null
  }
}
