import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'

const environment = {
  DATABASE_URL: 'postgres://user@127.0.0.1:5432/reelkeep',
  REDIS_URL: 'redis://127.0.0.1:6379',
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_BUCKET: 'clips',
  S3_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
}

describe('readConfig', () => {
  it('takes the documented defaults', () => {
    const config = readConfig(environment)
    expect(config.sweep).toMatchObject({ everyMs: 5_000, graceMs: 15_000 })
    expect(config.concurrency).toEqual({ submit: 32, poll: 50, archive: 8 })
    expect(config.metricsAddress).toBeNull()
    expect(config.upstreams.map(({ rules }) => rules.name)).toEqual(['globalaiopc'])
  })

  it('takes sweep and archive from the file', () => {
    const config = readConfig({
      ...environment,
      REELKEEP_CONFIG: aFile('sweep: { every: 500ms, grace: 2s }\narchive: { concurrency: 3 }\n'),
    })
    expect(config.sweep).toMatchObject({ everyMs: 500, graceMs: 2_000 })
    expect(config.concurrency.archive).toBe(3)
  })

  it.each([
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
    [{ REELKEEP_WORKER_METRICS_PORT: '70000' }, 'REELKEEP_WORKER_METRICS_PORT must be a whole number'],
    [{ REELKEEP_CONFIG: '/no/such/file.yaml' }, 'REELKEEP_CONFIG must be the path of a YAML file'],
    [{ DATABASE_URL: '' }, 'DATABASE_URL'],
  ])('stops at a wrong value with one line that names it: %j', (wrong, start) => {
    const read = () => readConfig({ ...environment, ...wrong })
    expect(read).toThrow(start)
    expect(read).not.toThrow(/\n/)
  })

  it('names a wrong duration of the sweep and an unknown section', () => {
    const read = (text: string) => () => readConfig({ ...environment, REELKEEP_CONFIG: aFile(text) })
    expect(read('sweep: { every: soon }')).toThrow('sweep.every must be a duration such as 5s (found "soon")')
    expect(read('swep: {}')).toThrow('found "swep"')
  })
})

function aFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'reelkeep-config-')), 'reelkeep.config.yaml')
  writeFileSync(path, text)
  return path
}
