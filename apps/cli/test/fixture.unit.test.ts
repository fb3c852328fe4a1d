import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { exchangeLines } from '../src/try/exchange-lines.ts'
import { fixtureName, fixtureOf, shapeOf } from '../src/try/fixture.ts'
import { openFixtureFolder } from '../src/try/save-fixture.ts'
import { anExchange } from './a-model.ts'

const sighting = { on: '2026-11-20', jobId: 'job_1', taskId: 'task-1' }

describe('a reply as a fixture', () => {
  test('keeps the JSON as JSON, what was asked, what it was taken for and what surprised', () => {
    const surprises = [{ kind: 'field', name: 'eta' }] as const
    expect(fixtureOf(anExchange({ surprises: [...surprises] }), sighting)).toEqual({
      source: 'seen by reelkeep try, 2026-11-20',
      note: 'job_1; keys, prompt and the signed part of links are taken out',
      asked: { task_id: 'task-1' },
      reply: {
        status: 200,
        content_type: 'application/json',
        body: { id: 'task-1', status: 'processing', progress: 10 },
      },
      expect: { type: 'poll-pending', surprises },
    })
  })

  test('keeps a page as text, and asks for no task when it answered a create', () => {
    const page = anExchange({
      step: 'submit',
      http_status: 502,
      content_type: 'text/html',
      body: '<h1>Bad gateway</h1>',
      read_as: 'submit-unknown',
    })
    expect(fixtureOf(page, sighting)).toMatchObject({
      reply: { status: 502, content_type: 'text/html', body_text: '<h1>Bad gateway</h1>' },
      expect: { type: 'submit-unknown' },
    })
    expect(fixtureOf(page, sighting)).not.toHaveProperty('asked')
  })

  test('nested deeper than any stack is kept, named and shown as the text it is', () => {
    const body = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
    const deep = anExchange({ body })
    expect(fixtureOf(deep, sighting)?.reply).toMatchObject({ body_text: body })
    expect(fixtureName(deep)).toBe('query.pending')
    expect(shapeOf(deep)).toContain('[[[')
    expect(exchangeLines(deep, 40)).toContain('[[[')
  })

  test('is none where no answer came', () => {
    expect(fixtureOf(anExchange({ http_status: null, body: null }), sighting)).toBeNull()
  })

  test.each([
    [{}, 'query.processing'],
    [{ step: 'submit', body: '{"id":"1","status":"Queued"}' }, 'create.queued'],
    [{ body: '{"status":"SUCCESS","data":{"data":{"status":"done"}}}' }, 'query.done'],
    [{ body: '{"request_id":"1"}', read_as: 'poll-pending' }, 'query.pending'],
    [{ http_status: 429 }, 'query.http-429'],
    [{ body: '{"status":"../../etc"}' }, 'query._etc'],
  ])('%j is named %s', (overrides, name) => {
    expect(fixtureName(anExchange(overrides))).toBe(name)
  })
})

describe('replies are alike', () => {
  test('when only values differ, and differ by a status word, a field or how they were taken', () => {
    const shape = shapeOf(anExchange())
    const alike = anExchange({ body: '{"id":"task-2","status":"processing","progress":90}' })
    expect(shapeOf(alike)).toBe(shape)
    for (const other of [
      { body: '{"id":"task-1","status":"stage_2","progress":10}' },
      { body: '{"id":"task-1","status":"processing","progress":10,"eta":3}' },
      { body: '{"id":"task-1","status":"processing","progress":"10%"}' },
      { read_as: 'poll-unrecognized' },
      { http_status: 202 },
    ]) {
      expect(shapeOf(anExchange(other))).not.toBe(shape)
    }
  })
})

test('the folder takes each distinct reply once and never overwrites a file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'reelkeep-try-'))
  try {
    writeFileSync(join(directory, 'query.processing.json'), 'mine')
    const folder = openFixtureFolder(directory)
    expect(await folder.save(anExchange(), sighting)).toBe('query.processing-2.json')
    expect(await folder.save(anExchange({ id: '2' }), sighting)).toBeNull()
    expect(folder.files()).toEqual(['query.processing-2.json'])
    expect(readdirSync(directory).sort()).toEqual(['query.processing-2.json', 'query.processing.json'])
    expect(readFileSync(join(directory, 'query.processing.json'), 'utf8')).toBe('mine')
  } finally {
    rmSync(directory, { recursive: true })
  }
})

describe('a shown exchange', () => {
  test('keeps within the terminal, a line of JSON on each, and names what is not known', () => {
    const shown = exchangeLines(
      anExchange({
        body: JSON.stringify({ prompt: '富士山の上を飛ぶ鳥の群れ'.repeat(9), escape: '\u001B[2J' }),
        surprises: [{ kind: 'status', name: 'stage_2' }],
      }),
      60,
    )
    for (const line of shown.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(60)
    expect(shown).not.toContain('\u001B')
    expect(shown).toContain('! status stage_2 is not known to the dialect')
  })

  test('says how much of a long reply it leaves out', () => {
    const shown = exchangeLines(
      anExchange({ body: JSON.stringify(Array.from({ length: 100 }, () => 1)) }),
      80,
    )
    expect(shown).toContain('… 42 more lines')
  })

  test('says so where no answer came', () => {
    const shown = exchangeLines(anExchange({ http_status: null, content_type: null, body: null }), 80)
    expect(shown).toContain('no answer, 12 ms')
    expect(shown).toContain('(empty)')
  })
})
