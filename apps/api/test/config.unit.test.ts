import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../src/config.ts'

const env = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/reelkeep',
  REDIS_URL: 'redis://127.0.0.1:6379',
  REELKEEP_ADMIN_KEY: 'k'.repeat(32),
  REELKEEP_SECRET: 's'.repeat(32),
}

describe('the configuration', () => {
  test('has a value for everything that is not said', () => {
    expect(readConfig(env)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      timeZone: 'UTC',
      defaultUpstream: 'globalaiopc',
    })
    expect(readConfig(env).uploads).toEqual({ maxBytes: 20 * 1024 ** 3 })
  })

  test.each([
    ['{ max_bytes: 500 MB }', 500_000_000, null],
    ['{ max_bytes: none }', 0, 'uploads.max_bytes must be a size such as 20GiB'],
    ['{ max: 20GiB }', 0, 'uploads.max is no setting (known: max_bytes)'],
  ])('reads what an owner may hold from uploads: %s', (section, maxBytes, refusal) => {
    const path = join(mkdtempSync(join(tmpdir(), 'reelkeep-config-')), 'reelkeep.config.yaml')
    onTestFinished(() => rmSync(dirname(path), { recursive: true }))
    writeFileSync(path, `uploads: ${section}\n`)
    const read = () => readConfig({ ...env, REELKEEP_CONFIG: path })
    if (refusal === null) expect(read().uploads).toEqual({ maxBytes })
    else expect(read).toThrow(refusal)
  })

  test.each([
    [{ PORT: 'abc' }, 'PORT must be a whole number'],
    [{ PORT: '70000' }, 'PORT must be a whole number'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
    [{ REELKEEP_TZ: 'Mars/Olympus' }, 'REELKEEP_TZ must be a time zone'],
    [{ REELKEEP_ADMIN_KEY: 'short-secret' }, 'REELKEEP_ADMIN_KEY must be a string of at least 32'],
    [{ REELKEEP_SECRET: undefined }, 'REELKEEP_SECRET must be a string of at least 32'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must be like'],
    [{ REELKEEP_CONFIG: '/nonexistent.yaml' }, 'REELKEEP_CONFIG must be the path of a YAML file'],
  ])('refuses %j with one line that names it', (wrong, line) => {
    const read = () => readConfig({ ...env, ...wrong })
    expect(read).toThrow(line)
    expect(read).not.toThrow(/\n|short-secret/)
  })
})
