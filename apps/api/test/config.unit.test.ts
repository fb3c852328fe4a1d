import { describe, expect, test } from 'vitest'
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
