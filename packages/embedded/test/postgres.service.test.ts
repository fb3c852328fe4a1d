import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort, startPostgres } from '../src/index.ts'
import { findPostgresBinaries } from '../src/postgres/binaries.ts'
import { findUnprivileged } from '../src/postgres/unprivileged.ts'
import { dieWithParent } from '../src/process/die-with-parent.ts'
import { pollUntil } from '../src/process/wait.ts'
import { startProgram } from './program.ts'
import { temporaryDataDir } from './temporary-data-dir.ts'

// One cluster for the file: what the tests ask is how it comes back, one after another.
let dataDir: ReturnType<typeof temporaryDataDir>
const options = () => ({ dataDir: dataDir.path, durability: 'off' }) as const
const directory = () => join(dataDir.path, 'postgres')

beforeAll(async () => {
  dataDir = temporaryDataDir()
  const service = await startPostgres(options())
  await query(service.url, "create table kept (word text); insert into kept values ('clip')")
  await service.stop()
})
afterAll(() => dataDir[Symbol.dispose]())

test('data survives a restart, and the server listens on loopback under a password of its own', async () => {
  const service = await startPostgres(options())
  try {
    expect(await query(service.url, 'select word from kept')).toEqual([{ word: 'clip' }])
    expect(await query(service.url, 'show server_version')).toMatchObject([
      { server_version: expect.stringMatching(/^18\./) },
    ])
    expect(await query(service.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(statSync(join(dataDir.path, 'postgres.password')).mode & 0o777).toBe(0o600)
    const stranger = new URL(service.url)
    stranger.password = 'guess'
    await expect(query(stranger.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  } finally {
    await service.stop()
  }
})

test('a stop is asked for once however often, and the port can be had again', async () => {
  const service = await startPostgres(options())
  await Promise.all([service.stop(), service.stop()])
  expect(await service.exited).toEqual({ code: 0, signal: null })
  const again = await startPostgres({ ...options(), port: service.port })
  expect(again.port).toBe(service.port)
  await again.stop()
})

test('a server killed in the middle comes back with its data', async () => {
  const service = await startPostgres(options())
  process.kill(service.pid, 'SIGKILL')
  expect(await service.exited).toEqual({ code: null, signal: 'SIGKILL' })
  expect(existsSync(join(directory(), 'postmaster.pid'))).toBe(true)
  const again = await startPostgres(options())
  expect(await query(again.url, 'select word from kept')).toEqual([{ word: 'clip' }])
  await again.stop()
})

test('a stale pid file that names another living process is not believed, and that process is left alone', async () => {
  const bystander = spawn('tail', ['-f', '/dev/null'], { stdio: 'ignore' })
  await once(bystander, 'spawn')
  try {
    const lines = [String(bystander.pid), directory(), '1', '5432', '', '127.0.0.1', '', 'ready', '']
    writeFileSync(join(directory(), 'postmaster.pid'), lines.join('\n'), { mode: 0o600 })
    const service = await startPostgres(options())
    expect(await query(service.url, 'select word from kept')).toEqual([{ word: 'clip' }])
    await service.stop()
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
  } finally {
    bystander.kill()
  }
})

test('a server of this data dir that nobody owns any more is stopped before the next one starts', async () => {
  const orphan = await startWithoutParent()
  const service = await startPostgres(options())
  try {
    expect(isAlive(orphan)).toBe(false)
    expect(await query(service.url, 'select word from kept')).toEqual([{ word: 'clip' }])
  } finally {
    await service.stop()
  }
})

const canDieWithParent = dieWithParent('INT').length > 0

test.skipIf(!canDieWithParent)('the server goes when the process that started it is killed', async () => {
  const program = await startProgram('run-postgres', dataDir.path)
  const pid = Number(program.line)
  expect(isAlive(pid)).toBe(true)
  await program.kill()
  expect(await pollUntil(() => !isAlive(pid), { deadlineMs: 20_000 })).toBe(true)
})

test('a failing start names the log and its last lines', async () => {
  using taken = temporaryDataDir()
  const service = await startPostgres(options())
  try {
    await expect(
      startPostgres({ dataDir: taken.path, durability: 'off', port: service.port }),
    ).rejects.toThrow(/postgres\.log: .*could not create any TCP\/IP sockets/)
  } finally {
    await service.stop()
  }
})

test('a cluster whose password was lost says so at once', async () => {
  using lost = temporaryDataDir()
  const first = await startPostgres({ dataDir: lost.path, durability: 'off' })
  await first.stop()
  rmSync(join(lost.path, 'postgres.password'))
  await expect(startPostgres({ dataDir: lost.path, durability: 'off' })).rejects.toThrow(
    /password authentication failed/,
  )
})

/** A postgres as an earlier life may have left it: started without the launcher, nobody's child. */
async function startWithoutParent(): Promise<number> {
  const [file = '', ...args] = [
    ...findUnprivileged().prefix,
    findPostgresBinaries().postgres,
    ...['-D', directory(), '-p', String(await findFreePort())],
    ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
  ]
  const child = spawn(file, args, { cwd: directory(), detached: true, stdio: 'ignore' })
  await once(child, 'spawn')
  const isReady = () =>
    existsSync(join(directory(), 'postmaster.pid')) &&
    readFileSync(join(directory(), 'postmaster.pid'), 'utf8').includes('ready')
  expect(await pollUntil(isReady, { deadlineMs: 20_000 })).toBe(true)
  child.unref()
  return child.pid ?? 0
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function query(url: string, text: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}
