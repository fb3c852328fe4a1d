import { afterEach, expect, test, vi } from 'vitest'
import { run } from '../src/run.ts'
import { aTerminal } from './a-terminal.ts'

afterEach(() => vi.unstubAllEnvs())

test('migrate asks no server and needs no key: it says what is wrong with DATABASE_URL, by exit code', async () => {
  vi.stubEnv('REELKEEP_DATA_DIR', '/nowhere')
  vi.stubEnv('DATABASE_URL', '')
  const missing = aTerminal()
  expect(await run(['migrate'], missing)).toBe(2)
  expect(missing.noted()).toContain('DATABASE_URL is missing')
  vi.stubEnv('DATABASE_URL', 'postgres://somebody@127.0.0.1:1/reelkeep')
  const away = aTerminal()
  expect(await run(['--json', 'migrate', '--dry-run'], away)).toBe(3)
  expect(away.noted()).toContain('Cannot reach Postgres')
  expect(JSON.parse(away.printed())).toEqual({
    object: 'error',
    exit_code: 3,
    error: { code: 'unreachable', message: away.noted() },
  })
})
