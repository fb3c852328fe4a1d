// Finds a Redis to run, best first: the machine's own, one fetched earlier, Debian's packages. Never installs one.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { libraryFolders, unpackDebianRedis } from './debian-packages.ts'
import { readRedisVersion } from './redis-version.ts'

export type RedisServer = {
  readonly path: string
  /** For LD_LIBRARY_PATH, where its libraries were fetched with it. */
  readonly libraryPath?: string
  readonly version: string
  readonly how: 'path' | 'cache' | 'debian-packages'
}

export type FindRedisOptions = {
  /** Kept between runs: what was fetched once is not fetched again. */
  readonly cacheDir: string
  readonly env: NodeJS.ProcessEnv
  /** Hears why none could be had, in one line. */
  readonly explain?: (reason: string) => void
}

export async function findRedisServer(options: FindRedisOptions): Promise<RedisServer | null> {
  const found = (await findOnPath(options.env)) ?? (await findInCache(options, 'cache'))
  if (found !== null) return found
  const remedy = 'Install redis-server or valkey-server 6.2 or newer, or set REDIS_URL'
  if (process.platform !== 'linux' || !isOnPath('apt-get', options.env)) {
    options.explain?.(`no redis-server or valkey-server 6.2 or newer on PATH. ${remedy}`)
    return null
  }
  try {
    await fillCache(options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    options.explain?.(`none on PATH, and Debian's packages could not be fetched (${reason}). ${remedy}`)
    return null
  }
  const fetched = await findInCache(options, 'debian-packages')
  if (fetched === null) options.explain?.(`the one in Debian's packages does not start here. ${remedy}`)
  return fetched
}

async function findOnPath(env: NodeJS.ProcessEnv): Promise<RedisServer | null> {
  for (const path of candidates(['redis-server', 'valkey-server'], env)) {
    const version = await readRedisVersion(path, env)
    if (version?.isRecent) return { path, version: version.version, how: 'path' }
  }
  return null
}

async function findInCache(
  { cacheDir, env }: FindRedisOptions,
  how: 'cache' | 'debian-packages',
): Promise<RedisServer | null> {
  const root = join(cacheDir, 'root')
  const path = join(root, 'usr', 'bin', 'redis-server')
  if (!existsSync(path)) return null
  const libraryPath = libraryFolders(root).join(delimiter)
  const version = await readRedisVersion(path, { ...env, LD_LIBRARY_PATH: libraryPath })
  return version?.isRecent ? { path, libraryPath, version: version.version, how } : null
}

/** Fills a folder beside the cache and renames it, so that neither a crash nor a second process sees half of it. */
async function fillCache({ cacheDir, env }: FindRedisOptions): Promise<void> {
  mkdirSync(cacheDir, { recursive: true })
  const draft = mkdtempSync(join(cacheDir, 'draft-'))
  try {
    await unpackDebianRedis({ directory: draft, env })
    const root = join(cacheDir, 'root')
    // What stands there was found unfit a moment ago (another distribution, a library gone).
    rmSync(root, { recursive: true, force: true })
    renameSync(draft, root)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function isOnPath(name: string, env: NodeJS.ProcessEnv): boolean {
  return candidates([name], env).length > 0
}

function candidates(names: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .filter((path) => existsSync(path))
}
