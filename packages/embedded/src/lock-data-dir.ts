// Two sets of services on one data dir would destroy it. The lock is a listening socket, which the kernel gives to
// exactly one process and takes back however that process ends: no file can be left behind by kill -9.
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type DataDirLock = { readonly dataDir: string; release(): Promise<void> }

/** Creates the folder (mode 0700) and takes it for this process, or throws naming the process that has it. */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  mkdirSync(dataDir, { recursive: true })
  const path = realpathSync(dataDir)
  chmodSync(path, 0o700)
  const address = lockAddress(path)
  const server = (await tryListen(address)) ?? (await takeOverIfDead(address))
  if (server === null) {
    const holder = await askHolder(address)
    const who = holder === null ? 'another process' : `process ${holder}`
    throw new Error(
      `REELKEEP_DATA_DIR ${path} is in use by ${who}: stop it first, or give this one a folder of its own`,
    )
  }
  return { dataDir: path, release: () => close(server) }
}

function lockAddress(path: string): string {
  const name = `reelkeep-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
  // A leading zero byte is Linux's abstract namespace: such a socket has no file. Elsewhere it needs one.
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function tryListen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.end(`${process.pid}\n`)
    })
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    )
    server.listen(address, () => resolve(server.unref()))
  })
}

/** Only a socket with a file can outlive its process; then nobody answers and the file goes. */
async function takeOverIfDead(address: string): Promise<Server | null> {
  if (address.startsWith('\0') || (await askHolder(address)) !== null) return null
  rmSync(address, { force: true })
  return tryListen(address)
}

function askHolder(address: string): Promise<number | null> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = createConnection(address)
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      answer += chunk.toString('utf8')
    })
    socket.on('error', () => resolve(null))
    socket.on('close', () => resolve(/^\d+$/.test(answer.trim()) ? Number(answer) : null))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
