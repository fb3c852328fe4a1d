import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepSecret } from '../src/index.ts'
import { temporaryDataDir } from './temporary-data-dir.ts'

test('a secret is made once, long enough, readable by its owner alone', () => {
  using dataDir = temporaryDataDir()
  const path = join(dataDir.path, 'key')
  const first = keepSecret(path)
  const second = keepSecret(path)
  expect(first.isNew).toBe(true)
  expect(first.secret.length).toBeGreaterThanOrEqual(32)
  expect(second).toEqual({ secret: first.secret, isNew: false })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(dataDir.path)).toEqual(['key'])
})
