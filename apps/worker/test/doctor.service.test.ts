import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, openStoreProbe, readStoreSettings } from '@reelkeep/archive'
import {
  aJob,
  aSubmission,
  createTestDatabase,
  createTestStoreEnvironment,
  insertJob,
} from '@reelkeep/testing'
import { openUpstream, readUpstreamSettings } from '@reelkeep/upstreams'
import { expect, test } from 'vitest'
import { examine } from '../src/doctor.ts'
import type { DoctorParts } from '../src/doctor-checks.ts'

const secretKey = 'sk-canary-7f3a-doctor'

async function openParts(
  status: number,
  reply: unknown,
  changes: { skewMs?: number; withBucket?: boolean } = {},
) {
  const database = await createTestDatabase()
  const store = openStore(readStoreSettings(createTestStoreEnvironment()))
  if (changes.withBucket !== false) await store.ensureBucket()
  const dataDirectory = await mkdtemp(join(tmpdir(), 'doctor-'))
  const asked: string[] = []
  const vendor = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.authorization}`)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply))
  })
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve))
  const { port } = vendor.address() as AddressInfo
  const [settings] = readUpstreamSettings({
    section: { gate: { profile: 'globalaiopc', base_url: `http://127.0.0.1:${port}`, api_key: secretKey } },
    defaultUpstream: 'gate',
    env: {},
  })
  if (settings === undefined) throw new Error('no upstream was read')
  const upstream = openUpstream(settings)
  const parts: DoctorParts = {
    db: database.db,
    probe: openStoreProbe(store),
    upstreams: new Map([['gate', { rules: settings.rules, settings, port: upstream } as never]]),
    spool: { left: async () => [] },
    rescue: { usage: async () => ({ bytes: 0, clips: 0 }) },
    dataDirectory,
    machineClock: { now: () => new Date(Date.now() + (changes.skewMs ?? 0)) },
  }
  const look = async () => {
    const checks = await examine(parts, { monotonicMs: () => performance.now() })
    return new Map(checks.map((check) => [check.name, check]))
  }
  return {
    asked,
    look,
    db: database.db,
    [Symbol.asyncDispose]: async () => {
      await upstream.close()
      vendor.close()
      store.close()
      await rm(dataDirectory, { recursive: true })
      await database[Symbol.asyncDispose]()
    },
  }
}

test('all is in order on services that are, and the vendor was only asked once, by GET', async () => {
  await using parts = await openParts(404, { error: { code: 'task_not_exist', message: 'task not found' } })
  const found = await parts.look()
  expect([...found.values()].filter(({ outcome }) => outcome === 'failed')).toEqual([])
  expect(found.get('worker upstream gate')).toMatchObject({ outcome: 'ok' })
  expect(found.get('worker bucket')).toMatchObject({ outcome: 'ok' })
  expect(found.get('worker bucket delete')?.message).toContain('deleted again')
  expect(parts.asked).toEqual([`GET Bearer ${secretKey}`])
})

test('a refused key fails with the variable to set, and no message repeats the key', async () => {
  await using parts = await openParts(401, { error: { message: `Incorrect API key provided: ${secretKey}` } })
  const found = await parts.look()
  const key = found.get('worker upstream gate')
  expect(key?.outcome).toBe('failed')
  expect(key?.fix).toContain('GATE_API_KEY')
  expect(JSON.stringify([...found.values()])).not.toContain(secretKey)
})

test('a bucket that is gone, a clock that is off and tasks of a removed key each fail with their fix', async () => {
  await using parts = await openParts(
    404,
    { error: { message: 'task not found' } },
    { skewMs: 300_000, withBucket: false },
  )
  await insertJob(
    parts.db,
    aJob({ state: 'rendering', upstream: 'gate', submission: aSubmission({ status: 'accepted' }) }),
  )
  const found = await parts.look()
  expect(found.get('worker bucket')).toMatchObject({
    outcome: 'failed',
    fix: expect.stringContaining('S3_BUCKET'),
  })
  expect(found.get('worker clock')).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('behind'),
  })
  expect(found.get('worker store clock')?.outcome).toBe('failed')
  expect(found.get('worker tasks per key')).toMatchObject({
    outcome: 'failed',
    fix: expect.stringContaining('GATE_API_KEY_PREVIOUS'),
  })
})
