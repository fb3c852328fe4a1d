import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '@reelkeep/embedded'
import { waitUntil } from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processesOf } from './processes.ts'
import { type ReelkeepProcess, runReelkeep } from './reelkeep-process.ts'

let dataDir = ''
let started: ReelkeepProcess[] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'reelkeep-standalone-'))
  started = []
})

afterEach(async () => {
  for (const process of started) process.signal('SIGKILL')
  await Promise.all(started.map((process) => process.exited))
  await nothingLeft()
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(env: Record<string, string> = {}): Promise<ReelkeepProcess> {
  const port = String(await findFreePort())
  const running = runReelkeep(['start'], { REELKEEP_DATA_DIR: dataDir, PORT: port, ...env })
  started.push(running)
  return running
}

async function nothingLeft(): Promise<void> {
  await waitUntil(() => processesOf(dataDir).length === 0, {
    what: 'every process of the data dir to end',
    timeoutMs: 60_000,
  })
}

function pidOf(role: 'api' | 'worker'): number | undefined {
  return processesOf(dataDir).find(({ command }) => command.trim().endsWith(`child.ts ${role}`))?.pid
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => null)
  return answer?.ok ?? false
}

test('starts ready, shows the admin key once, and a stop leaves nothing behind', async () => {
  const first = await start()
  const url = (await first.line(/^reelkeep ready /)).split(' ').at(-1) ?? ''
  expect(await isReady(url)).toBe(true)
  const key = readFileSync(join(dataDir, 'admin-key'), 'utf8').trim()
  expect(first.output()).toContain(key)
  expect(statSync(join(dataDir, 'admin-key')).mode & 0o777).toBe(0o600)
  const answer = await fetch(`${url}/v1/batches`, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
  first.signal('SIGTERM')
  expect(await first.exited).toEqual({ code: 0, signal: null })
  expect(processesOf(dataDir)).toEqual([])

  const second = await start()
  await second.line(/^reelkeep ready /)
  expect(second.output()).not.toContain(key)
  second.signal('SIGINT')
  expect(await second.exited).toEqual({ code: 0, signal: null })
})

test('a worker, an api or a Postgres that dies is started again', async () => {
  const running = await start()
  const url = (await running.line(/^reelkeep ready /)).split(' ').at(-1) ?? ''
  process.kill(pidOf('worker') ?? 0, 'SIGKILL')
  await running.line(/the worker ended by itself \(SIGKILL\)/)
  await running.line(/the worker runs again/)
  process.kill(pidOf('api') ?? 0, 'SIGKILL')
  await running.line(/the api runs again/)
  const postmaster = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  await running.line(/Postgres runs again/)
  await waitUntil(() => isReady(url), { what: 'the api to be ready where it was' })
  running.signal('SIGTERM')
  expect(await running.exited).toEqual({ code: 0, signal: null })
})

test('kill -9 takes everything along, and the next start finds the data', async () => {
  const first = await start()
  await first.line(/^reelkeep ready /)
  first.signal('SIGKILL')
  await first.exited
  await nothingLeft()
  const second = await start()
  await second.line(/^reelkeep ready /)
  second.signal('SIGTERM')
  expect(await second.exited).toEqual({ code: 0, signal: null })
})

test('a second instance on the same data dir is refused', async () => {
  const first = await start()
  await first.line(/^reelkeep ready /)
  const second = await start()
  expect(await second.exited).toEqual({ code: 1, signal: null })
  expect(second.output()).toMatch(
    new RegExp(`^reelkeep: REELKEEP_DATA_DIR .* is in use by process ${first.pid}: .*\n$`),
  )
})

test('a taken port fails the start in one line that names PORT', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const refused = await start({ PORT: String(port) })
    expect(await refused.exited).toEqual({ code: 1, signal: null })
    expect(refused.output()).toBe(
      `reelkeep: port ${port} of 127.0.0.1 is taken by another program: set PORT (for the demo: -- --port) to a free one\n`,
    )
  } finally {
    other.close()
  }
})

test.each([
  [{ PORT: 'many' }, /^reelkeep: PORT must be .*\n$/],
  [
    { DATABASE_URL: 'postgres://someone@db.example/reelkeep' },
    /^reelkeep: REELKEEP_SECRET must be set .*\n$/,
  ],
  [{ REELKEEP_ADMIN_KEY: 'short' }, /^reelkeep: REELKEEP_ADMIN_KEY must be .*\n$/],
])('a wrong setting stops the start with one line and exit code 2: %j', async (env, line) => {
  const refused = await start(env)
  expect(await refused.exited).toEqual({ code: 2, signal: null })
  expect(refused.output()).toMatch(line)
})

test.each([['start'], ['simulator'], ['demo']])(
  '%s refuses an unknown flag, and its help names the known ones',
  async (command) => {
    const refused = runReelkeep([command, '--colour'])
    expect(await refused.exited).toEqual({ code: 2, signal: null })
    expect(refused.output()).toMatch(/^reelkeep: Unknown option '--colour'.*\n$/)
    const helped = runReelkeep([command, '--help'])
    expect(await helped.exited).toEqual({ code: 0, signal: null })
    expect(helped.output()).toMatch(/--help/)
  },
)

test('simulator --list prints every scenario with its source, and starts nothing', async () => {
  const listed = runReelkeep(['simulator', '--list'])
  expect(await listed.exited).toEqual({ code: 0, signal: null })
  expect(listed.output()).toMatch(/^outer_failure_inner_done .*seen at F50 github\.com/m)
  expect(listed.output()).not.toMatch(/ready http/)
})
