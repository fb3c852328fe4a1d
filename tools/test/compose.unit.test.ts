import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/compose-spec.json'), 'utf8'))

type Service = {
  image?: string
  command?: string | string[]
  environment?: Record<string, string>
  ports?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test?: string[]; disable?: boolean }
}
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> }

const compose = parse(composeText, { merge: true }) as Compose

describe('docker-compose.yml', () => {
  it('is what the Compose specification allows', () => {
    expect(problemsOf(compose)).toEqual([])
  })

  it.each([
    [
      'a misspelt healthcheck',
      (copy: Compose) => rename(serviceOf(copy, 'postgres'), 'healthcheck', 'healthchek'),
    ],
    [
      'a misspelt condition',
      (copy: Compose) => {
        serviceOf(copy, 'api').depends_on = { redis: { condition: 'service_is_healthy' } }
      },
    ],
    ['a misspelt section', (copy: Compose) => rename(copy, 'volumes', 'volume')],
    [
      'a port that is none',
      (copy: Compose) => {
        serviceOf(copy, 'api').ports = ['three thousand']
      },
    ],
  ])('would be refused with %s', (_, spoil) => {
    const copy = structuredClone(compose)
    spoil(copy)
    expect(problemsOf(copy)).not.toEqual([])
  })

  it('publishes nothing beyond this machine', () => {
    const published = Object.values(compose.services).flatMap((service) => service.ports ?? [])
    expect(published.length).toBeGreaterThan(0)
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  it('has no password of its own: each is asked for by name', () => {
    const secrets = [
      'POSTGRES_PASSWORD',
      'S3_ACCESS_KEY',
      'S3_SECRET_KEY',
      'REELKEEP_ADMIN_KEY',
      'REELKEEP_SECRET',
    ]
    for (const name of secrets) {
      const uses = composeText.match(new RegExp(`\\$\\{${name}[^}]*\\}`, 'g')) ?? []
      expect(uses.length, name).toBeGreaterThan(0)
      for (const use of uses) expect(use).toMatch(/^\$\{\w+:\?must be set/)
    }
  })

  it('starts nothing before what it needs is well', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(
        service.healthcheck?.disable === true || (service.healthcheck?.test?.length ?? 0) > 0,
        name,
      ).toBe(true)
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        const runsOnce = compose.services[needed]?.healthcheck?.disable === true
        expect(condition, `${name} → ${needed}`).toBe(
          runsOnce ? 'service_completed_successfully' : 'service_healthy',
        )
      }
    }
  })

  it('keeps the queue store from evicting, and on disk', () => {
    const command = serviceOf(compose, 'redis').command
    expect(command).toEqual(
      expect.arrayContaining(['--maxmemory-policy', 'noeviction', '--appendonly', 'yes']),
    )
  })

  it('runs only files that the bundle makes', () => {
    const bundle = readFileSync(join(root, 'tools/bundle-options.ts'), 'utf8')
    const commands = Object.values(compose.services).flatMap(({ command }) =>
      Array.isArray(command) ? command : [],
    )
    const files = commands.filter((word) => word.startsWith('bin/'))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(bundle).toMatch(new RegExp(`'?${file.slice(4, -3)}'?: '`))
  })
})

function problemsOf(document: unknown): string[] {
  // The schema is of an old draft in parts: ids that newer validators refuse, and formats of Docker's own.
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  ajv.addFormat(
    'ports',
    /^(?:[\d.]+:)?(?:(?:\d+|\$\{[^}]+\})(?:-\d+)?:)?(?:\d+|\$\{[^}]+\})(?:-\d+)?(?:\/\w+)?$/,
  )
  ajv.addFormat('expose', /^\d+(?:-\d+)?(?:\/\w+)?$/)
  ajv.addFormat('duration', /^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h))+$/)
  ajv.addFormat('subnet_ip_address', /^[\d.]+\/\d+$/)
  const validate = ajv.compile(withoutIds(schema))
  validate(document)
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}

function withoutIds(value: unknown): object {
  const text = JSON.stringify(value, (key, inner) =>
    key === 'id' && typeof inner === 'string' ? undefined : inner,
  )
  return { ...JSON.parse(text), $schema: 'https://json-schema.org/draft/2019-09/schema' }
}

function serviceOf(document: Compose, name: string): Service {
  const service = document.services[name]
  if (service === undefined) throw new Error(`there is no service ${name}`)
  return service
}

function rename(target: object, from: string, to: string): void {
  const record = target as Record<string, unknown>
  record[to] = record[from]
  delete record[from]
}
