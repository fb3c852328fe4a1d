import { mkdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockDataDir } from '../src/index.ts'
import { startProgram } from './program.ts'
import { temporaryDataDir } from './temporary-data-dir.ts'

test('a second instance is refused with the pid of the first, and let in once that was killed', async () => {
  using dataDir = temporaryDataDir()
  const holder = await startProgram('hold-lock', dataDir.path)
  try {
    await expect(lockDataDir(dataDir.path)).rejects.toThrow(`in use by process ${holder.child.pid}:`)
  } finally {
    await holder.kill()
  }
  const lock = await lockDataDir(dataDir.path)
  await lock.release()
})

test('a data dir is one data dir under whatever path it is named', async () => {
  using dataDir = temporaryDataDir()
  mkdirSync(join(dataDir.path, 'real'))
  symlinkSync('real', join(dataDir.path, 'link'))
  const lock = await lockDataDir(join(dataDir.path, 'real'))
  await expect(lockDataDir(join(dataDir.path, 'link'))).rejects.toThrow(`in use by process ${process.pid}:`)
  await lock.release()
})

test('a new data dir is closed to other users', async () => {
  using dataDir = temporaryDataDir()
  const path = join(dataDir.path, 'a', 'b')
  const lock = await lockDataDir(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  await lock.release()
})

test('of many that start at once exactly one gets the data dir', async () => {
  using dataDir = temporaryDataDir()
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDir(dataDir.path)))
  const won = attempts.filter((attempt) => attempt.status === 'fulfilled')
  expect(won).toHaveLength(1)
  await Promise.all(won.map((attempt) => attempt.value.release()))
})
