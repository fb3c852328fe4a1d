// A cluster is made once, beside its final place, and moved there when complete: a death in the middle of initdb
// leaves nothing that looks like a database.
import { spawn } from 'node:child_process'
import {
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { dieWithParent } from '../process/die-with-parent.ts'
import type { PostgresBinaries } from './binaries.ts'
import type { Unprivileged } from './unprivileged.ts'

export const POSTGRES_USER = 'reelkeep'

export type ClusterOptions = {
  readonly directory: string
  readonly passwordFile: string
  readonly binaries: PostgresBinaries
  readonly unprivileged: Unprivileged
  readonly env: NodeJS.ProcessEnv
  readonly isDurable: boolean
}

export async function ensureCluster(options: ClusterOptions): Promise<void> {
  if (existsSync(join(options.directory, 'PG_VERSION')))
    return giveToOwner(options.directory, options.unprivileged)
  const draft = `${options.directory}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  giveToOwner(draft, options.unprivileged)
  await initialise(draft, options)
  renameSync(draft, options.directory)
}

function initialise(directory: string, options: ClusterOptions): Promise<void> {
  const [file = '', ...args] = [
    ...options.unprivileged.prefix,
    ...dieWithParent('TERM'),
    options.binaries.initdb,
    `--pgdata=${directory}`,
    `--username=${POSTGRES_USER}`,
    `--pwfile=${options.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    ...(options.isDurable ? ['--data-checksums'] : ['--no-sync']),
  ]
  return new Promise((resolve, reject) => {
    const initdb = spawn(file, args, { cwd: directory, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keepTail = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-2_000)
    }
    initdb.stdout.on('data', keepTail)
    initdb.stderr.on('data', keepTail)
    initdb.once('error', reject)
    initdb.once('close', (code) => {
      const reason = output.trim().replaceAll('\n', ' | ')
      code === 0 ? resolve() : reject(new Error(`initdb failed in ${directory}: ${reason}`))
    })
  })
}

/** Root may have run this data dir another way before; Postgres insists on owning its files. */
function giveToOwner(directory: string, { ownerUid }: Unprivileged): void {
  if (ownerUid === null || statSync(directory).uid === ownerUid) return
  for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(directory, entry), ownerUid, ownerUid)
  }
  // The folder itself last: it is what tells whether the rest was done.
  chownSync(directory, ownerUid, ownerUid)
}
