// Fetches Debian's redis-tools, and whatever libraries the machine lacks for it, into a folder of ours. Nothing is
// installed: no root, no service, no file outside the folder.
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

export type UnpackOptions = { readonly directory: string; readonly env: NodeJS.ProcessEnv }

const SYSTEM_LISTS = '/var/lib/apt/lists'
const APT_TIMEOUT_MS = 120_000

/** Leaves `directory/usr/bin/redis-server` behind, or throws with apt's own words. */
export async function unpackDebianRedis({ directory, env }: UnpackOptions): Promise<void> {
  const apt = join(directory, 'apt')
  const archives = join(apt, 'cache', 'archives')
  const ownLists = join(apt, 'lists')
  mkdirSync(join(archives, 'partial'), { recursive: true })
  mkdirSync(join(ownLists, 'partial'), { recursive: true })
  const options = aptOptions(join(apt, 'cache'))
  const withOwnLists = [...options, '-o', `Dir::State::Lists=${ownLists}`]
  if (!hasLists(SYSTEM_LISTS) || !(await fetch(options, env).then(isDone, isFailed))) {
    // No lists (a container image) or old ones that name packages the mirror no longer has.
    await run('apt-get', [...withOwnLists, 'update'], env)
    await fetch(withOwnLists, env)
  }
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg', ['-x', join(archives, file), directory], env)
  }
  rmSync(apt, { recursive: true, force: true })
  // The server is the checker's binary under another name; Debian keeps that link in a package with a service.
  symlinkSync('redis-check-rdb', join(directory, 'usr', 'bin', 'redis-server'))
}

/** The folders that the unpacked libraries ended up in, for LD_LIBRARY_PATH. */
export function libraryFolders(directory: string): string[] {
  return [join(directory, 'usr', 'lib'), join(directory, 'lib')].flatMap((parent) => {
    try {
      return readdirSync(parent)
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join(parent, name))
    } catch {
      // The packages need not have brought both.
      return []
    }
  })
}

function fetch(options: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const words = [
    'install',
    '--yes',
    '--download-only',
    '--reinstall',
    '--no-install-recommends',
    'redis-tools',
  ]
  return run('apt-get', [...options, ...words], env)
}

const isDone = () => true
const isFailed = () => false

function aptOptions(cache: string): string[] {
  return [
    '-o',
    `Dir::Cache=${cache}`,
    // Nothing of the system is written, so its lock is not needed, and an ordinary user could not take it.
    '-o',
    'Debug::NoLocking=1',
    '-o',
    'APT::Sandbox::User=',
    '-o',
    'Acquire::Retries=1',
    '-o',
    'Acquire::http::Timeout=20',
    '-o',
    'Acquire::https::Timeout=20',
  ]
}

function hasLists(directory: string): boolean {
  try {
    return readdirSync(directory).some((name) => name.includes('_Packages'))
  } catch {
    // Not Debian's layout: the update that follows says what is wrong.
    return false
  }
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { ...env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      timeout: APT_TIMEOUT_MS,
    }
    execFile(file, [...args], options, (cause, _output, complaint) => {
      if (cause === null) return resolve()
      const why = complaint.trim().split('\n').at(-1) || cause.message
      reject(new Error(`${file}: ${why}`, { cause }))
    })
  })
}
