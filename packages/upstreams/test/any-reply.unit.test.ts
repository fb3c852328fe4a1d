import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { dialects } from '../src/dialects/dialects.ts'
import type { Dialect, PollEvent, Reply, SubmitEvent } from '../src/port.ts'
import { type Fixture, fixtures, readFixtureReply } from './fixtures.ts'

const all = Object.values(dialects)
const asked = (fixture?: Fixture) =>
  fixture?.asked ?? {
    taskId: fixtures[0]?.asked.taskId ?? ('' as never),
    failedIsFree: false,
    allowHttpLinks: true,
    reportedTicksAre: 'bill' as const,
  }

/** The promises that hold for any bytes whatever. Plain assertions: they are made some hundred thousand times. */
function keepsItsPromises(dialect: Dialect, reply: Reply, fixture?: Fixture): void {
  const events: (SubmitEvent | PollEvent)[] = [
    dialect.readSubmit(reply),
    dialect.readPoll(reply, asked(fixture)),
  ]
  for (const event of events) {
    if (event.type === 'submit-accepted') assert.match(event.taskId, /^[^\s\p{Cc}]{1,200}$/u)
    if (event.type === 'render-succeeded') {
      assert.match(new URL(event.link).protocol, /^https?:$/)
      assert.ok(reply.status >= 200 && reply.status < 300)
    }
    if ('reportedTicks' in event && event.reportedTicks !== null) {
      assert.ok(reply.body.includes(String(event.reportedTicks)) || event.reportedTicks === 0n)
    }
    for (const text of storedAsTheyAre(event)) assert.doesNotMatch(text, /[\p{Cc}\p{Cs}]/u)
    if ('message' in event) assert.notEqual(event.message, '')
  }
  const surprises = dialect.surprises(reply)
  assert.ok(surprises.length <= 20)
  for (const { name } of surprises) assert.match(name, /^[\w.[\]-]{1,80}$/)
}

/** What the worker saves without another look; messages are made fit for that by what sends and asks. */
function storedAsTheyAre(event: SubmitEvent | PollEvent): readonly string[] {
  return [
    'upstreamStatus' in event ? event.upstreamStatus : null,
    event.type === 'submit-accepted' ? event.taskId : null,
    event.type === 'render-succeeded' ? event.link : null,
    event.type === 'render-succeeded' ? event.reported.model : null,
  ].filter((text) => text !== null)
}

const aReply = (body: fc.Arbitrary<string>): fc.Arbitrary<Reply> =>
  fc.record({
    status: fc.constantFrom(200, 201, 202, 204, 302, 400, 401, 403, 404, 410, 413, 429, 500, 502, 524),
    contentType: fc.constantFrom('application/json', 'text/html', 'text/plain', '', null),
    headers: fc.constantFrom({}, { 'retry-after': '12' }, { 'retry-after': ['x', 'y'] }, { date: '?' }),
    body,
  })

/** Values that a vendor's program, gone wrong, puts where another type belongs. */
const confusion: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  12.5,
  '',
  'done',
  'success',
  'https://cdn.example.com/a.mp4',
  'http://[::1',
  'javascript:alert(1)',
  'a\u0000b\ud800',
  'https://cdn.example.com/\u0000\ud800.mp4',
  [],
  [[{ url: 'https://cdn.example.com/a.mp4' }]],
  {},
  { url: 'https://cdn.example.com/a.mp4' },
  { code: 'success', data: { task_id: 1, status: 'done' } },
]

type Path = readonly (string | number)[]

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))]
}

function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === name ? replaced(item, rest, by) : item))
  }
  return { ...(value as object), [name]: replaced((value as never)[name], rest, by) }
}

const withJson = fixtures.filter(({ reply }) => reply.body.startsWith('{') && reply.body.endsWith('}'))

describe.each(all)('the readers of $name', (dialect) => {
  const own = withJson.filter((fixture) => fixture.dialect === dialect)

  it('keep their promises about any JSON and any text', () => {
    const body = fc.oneof(fc.json({ maxDepth: 6 }), fc.string(), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(aReply(body), (reply) => keepsItsPromises(dialect, reply)),
      { numRuns: 300 },
    )
  })

  it('keep their promises about any JSON under the names they look for', () => {
    const names = [
      ...['id', 'request_id', 'task_id', 'status', 'data', 'code', 'error', 'message', 'url', 'video'],
      ...['usage', 'cost_in_usd_ticks', 'video_url', 'result_url', 'fail_reason', 'metadata', 'progress'],
      ...['duration', 'respect_moderation', 'created', 'submit_time', '__proto__', 'constructor'],
    ]
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(...confusion),
        fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 8 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }))
    const body = tree.map((value) => JSON.stringify(value) ?? '')
    fc.assert(
      fc.property(aReply(body), (reply) => keepsItsPromises(dialect, reply)),
      { numRuns: 300 },
    )
  })

  it.each(own)('keep them about $name with any one value of another type', (fixture) => {
    const body: unknown = JSON.parse(fixture.reply.body)
    for (const path of pathsOf(body)) {
      for (const value of confusion) {
        const reply = { ...fixture.reply, body: JSON.stringify(replaced(body, path, value)) }
        keepsItsPromises(dialect, reply, fixture)
      }
    }
  })

  it.each(own)('find neither task nor clip in $name cut short', (fixture) => {
    for (let length = 0; length < fixture.reply.body.length; length++) {
      const reply = { ...fixture.reply, body: fixture.reply.body.slice(0, length) }
      keepsItsPromises(dialect, reply, fixture)
      const { type } = readFixtureReply(fixture, reply)
      assert.ok(!['submit-accepted', 'render-succeeded', 'render-linkless'].includes(type), type)
    }
  })

  it.each(['data', 'error', 'video', 'whatever'])('survive %s nested 10,000 deep', (name) => {
    const levels = 10_000
    const inner = '{"code":"success","task_id":"1","status":"done","video":{"url":"https://a.example/1.mp4"}'
    for (const head of [`{"${name}":`, `{"code":"success","task_id":"1","status":"x","${name}":`]) {
      const body = `${head.repeat(levels)}${inner}}${'}'.repeat(levels)}`
      keepsItsPromises(dialect, { status: 200, contentType: 'application/json', headers: {}, body })
    }
    const array = `{"${name}":${'['.repeat(levels)}${']'.repeat(levels)}}`
    keepsItsPromises(dialect, { status: 200, contentType: 'application/json', headers: {}, body: array })
  })
})
