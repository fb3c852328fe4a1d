import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeXlsx } from 'hucre'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BatchWorld, createBatchWorld } from './batch-world.ts'

let world: BatchWorld
beforeAll(async () => {
  world = await createBatchWorld()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

const jobsOf = (id: string) => world.database.db.sql`select * from jobs where batch_id = ${id} order by id`
const fileOf = (name: string) => readFileSync(join(import.meta.dirname, 'files', name))
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const codesOf = (details: { code: string }[]) => details.map(({ code }) => code)

describe('one sheet, saved by different programs', () => {
  test('creates its rows once: as typed, as LibreOffice saves it in UTF-16, and as its workbook', async () => {
    const typed = await world.post(fileOf('shots.csv'), { query: { name: 'shots' } })
    expect([typed.status, typed.body.error, typed.body.created]).toEqual([202, undefined, 8])
    const again = await world.post(fileOf('shots-libreoffice.csv'), { query: { name: 'shots' } })
    expect(again.body).toMatchObject({ created: 0, unchanged: 8, absent: 0, counts: { total: 8 } })
    const asBook = await world.post(fileOf('shots-libreoffice.xlsx'), {
      type: workbook,
      query: { name: 'shots' },
    })
    expect(asBook.body).toMatchObject({ created: 0, unchanged: 8, absent: 0, counts: { total: 8 } })
    expect(asBook.body.warnings).toContainEqual(
      expect.objectContaining({ row: 1, line: 2, column: 5, path: 'aspect_ratio', code: 'understood' }),
    )
    const jobs = await jobsOf(typed.body.id)
    expect(
      jobs.map((job) => [job.custom_id, job.duration_s, job.aspect_ratio, job.metadata['Shot day']]),
    ).toEqual([
      ['shot-1', 6, '16:9', '2026-12-01'],
      ['shot-2', 10, '9:16', '2026-12-02'],
      ['shot-3', 12, '1:1', '2026-12-03'],
      ['shot-3', 12, '1:1', '2026-12-03'],
      [null, 8, '3:2', ''],
      [null, 6, '16:9', '2026-12-05'],
      ['shot-7', 30, '2:3', '2026-12-06'],
      ['shot-8', 10, '16:9', ''],
    ])
    expect(jobs[1]?.prompt).toBe('An old tram climbs a steep street in Köln,\nthen it stops; a child waves')
  })

  test('warns of an encoding that nobody named, first of all and with a sample', async () => {
    const latin = Buffer.from('prompt,model,duration\nEin K\xe4fer l\xe4uft,grok_video3,10s\n', 'latin1')
    const { status, body } = await world.post(latin, { query: { name: 'latin' } })
    expect(status).toBe(202)
    expect(body.warnings).toMatchObject([
      { row: null, code: 'encoding_guessed', message: expect.stringContaining('"Ein Käfer läuft') },
      { row: 1, path: 'duration', code: 'understood' },
    ])
    const named = await world.post(latin, { query: { name: 'latin', charset: 'windows-1252' } })
    expect(named.body).toMatchObject({ created: 0, warnings: [{ code: 'understood' }] })
    const twice = { type: 'text/csv; charset=utf-8', query: { name: 'latin', charset: 'gb18030' } }
    expect(await world.post(latin, twice)).toMatchObject({
      status: 400,
      body: { error: { code: 'charset_twice' } },
    })
  })

  test('reads mixed line ends, and warns of what stands under no header', async () => {
    const text =
      '"sep=;"\r\n\r\nprompt;model;;\r\nA fox;grok_video3;;\nA crow;grok_video3;note;\rA hen;grok_video3;;\r\n;;;\r\n'
    const { body } = await world.post(text, { query: { name: 'mixed' } })
    expect(body.error).toBeUndefined()
    expect(body.created).toBe(3)
    expect(body.warnings).toMatchObject([{ row: 2, column: 3, code: 'column_unnamed' }])
  })
})

describe('a workbook', () => {
  const post = (bytes: Uint8Array, query: object = {}) =>
    world.post(bytes, { type: workbook, query: { name: 'book', dry_run: 'true', ...query } })

  test('shows its cells as people see them, and formulas as they came out', async () => {
    const bytes = await writeXlsx({
      sheets: [
        { name: 'Notes', hidden: true, rows: [['nothing']] },
        {
          name: 'Shots',
          rows: [
            ['custom_id', 'prompt', 'model', 'duration', 'Ratio', 'share'],
            ['a', 'A fox, {share} done', 'grok_video3', 10, '16:9', 0.5],
            ['b', null, 'grok_video3', 6, '1:1', null],
          ],
          cells: new Map([
            ['1,3', { value: 10, type: 'number', style: { numFmt: '0" s"' } }],
            ['1,5', { value: 0.5, type: 'number', style: { numFmt: '0%' } }],
            ['2,1', { value: 'A crow', type: 'formula', formula: '"A "&"crow"', formulaResult: 'A crow' }],
          ]),
        },
      ],
    })
    const { body } = await post(bytes, { map: 'Ratio=aspect_ratio' })
    expect(body.error).toBeUndefined()
    expect(body.expanded).toMatchObject([
      { row: 1, line: 2, prompt: 'A fox, 50% done', params: { duration: 10, aspect_ratio: '16:9' } },
      { row: 2, line: 3, prompt: 'A crow', params: { duration: 6, aspect_ratio: '1:1' } },
    ])
    expect(codesOf(body.warnings)).toEqual(['sheet_chosen', 'understood'])
    const other = await post(bytes, { sheet: 'Shotz' })
    expect(other.body.error).toMatchObject({
      code: 'sheet_not_found',
      details: [{ allowed: ['Notes', 'Shots'] }],
    })
  })

  test('names cells that came to nothing by row and column', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'S',
          rows: [
            ['prompt', 'model'],
            ['#REF!', 'grok_video3'],
            [null, 'grok_video3'],
          ],
          cells: new Map([['2,0', { value: null, type: 'formula', formula: 'A1' }]]),
        },
      ],
    })
    const { body } = await post(bytes)
    expect(body.problems).toMatchObject([
      { row: 1, line: 2, column: 1, path: 'prompt', code: 'cell_is_error' },
      { row: 2, line: 3, column: 1, path: 'prompt', code: 'formula_without_value' },
    ])
  })

  test('is refused when it is old, broken, or unpacks to more than it may', async () => {
    const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)])
    expect((await post(old)).body.error.code).toBe('workbook_protected')
    expect((await post(Buffer.from('PK\u0003\u0004 and no more'))).body.error.code).toBe(
      'workbook_unreadable',
    )
    const whole = Buffer.from(fileOf('shots-libreoffice.xlsx'))
    expect((await post(whole.subarray(0, whole.length - 200))).body.error.code).toBe('workbook_unreadable')
    const first = whole.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    whole.writeUInt32LE(0x7fffffff, first + 24)
    expect(await post(whole)).toMatchObject({ status: 413, body: { error: { code: 'workbook_too_large' } } })
  })

  test('is refused when its cells reach too far, before they are all in memory', async () => {
    const wide = Array.from({ length: 1100 }, () => 'x')
    const bytes = await writeXlsx({ sheets: [{ name: 'S', rows: Array.from({ length: 1000 }, () => wide) }] })
    expect(await post(bytes)).toMatchObject({ status: 413, body: { error: { code: 'sheet_too_large' } } })
  })
})

describe('headers that resemble a column', () => {
  const text = 'Prompt text,model,Ratio,Duration (s),scene\nA fox in {scene},grok_video3,9:16,8,snow\n'

  test.each<[string, string]>([
    ['JSON text', '{"Prompt text":"prompt","Ratio":"aspect_ratio","duration (s)":"meta.length"}'],
    ['pairs', 'Prompt text=prompt&map=Ratio=aspect_ratio&map=Duration (s)=meta.length'],
  ])('are taken for what map says, as %s', async (_, map) => {
    const query = new URLSearchParams(map.startsWith('{') ? { map } : `map=${map}`)
    query.set('name', `map ${map.slice(0, 1)}`)
    const { body } = await world.post(text, { query })
    expect(body.error).toBeUndefined()
    expect(await jobsOf(body.id)).toMatchObject([
      {
        prompt: 'A fox in snow',
        aspect_ratio: '9:16',
        duration_s: 10,
        metadata: { length: '8', scene: 'snow' },
        row_data: { Ratio: '9:16', 'Duration (s)': '8' },
      },
    ])
  })

  test.each([
    ['Ratio', 'map_wrong'],
    ['Ratio=aspect ratio', 'map_wrong'],
    ['Rate=aspect_ratio', 'column_not_found'],
    ['{"Ratio":1}', 'wrong_type'],
  ])('are refused with the fix when map says %s', async (map, code) => {
    const { status, body } = await world.post(text, { query: { name: 'map', map } })
    expect(status).toBe(400)
    expect(codesOf(body.error.details)).toContain(code)
  })

  test('cannot be mapped where there is no header', async () => {
    const query = { name: 'map', map: 'Ratio=aspect_ratio' }
    const { body } = await world.post('{"prompt":"A"}\n', { type: 'application/x-ndjson', query })
    expect(body.error.code).toBe('not_taken')
  })
})

describe('a template', () => {
  test('is shown with every prompt and the count before anything runs', async () => {
    const query = {
      name: 'template',
      dry_run: 'true',
      template: 'A {animal} in {place}, {style}, {light}',
      variables: '{"style":["watercolour","film noir"]}',
      takes: '2',
    }
    const { body } = await world.post('animal,place,model\nfox,snow,grok_video3\ncrow,,grok_video3\n', {
      query,
    })
    expect(body.error).toBeUndefined()
    expect(body).toMatchObject({ rows: 8, expanded_total: 8, quote: { rows: 8 } })
    expect(body.expanded.map((job: { prompt: string }) => job.prompt)).toEqual(
      [
        'fox in snow, watercolour',
        'fox in snow, film noir',
        'crow in , watercolour',
        'crow in , film noir',
      ].flatMap((words) => [`A ${words}, {light}`, `A ${words}, {light}`]),
    )
    expect(body.warnings).toMatchObject([
      { row: 1, path: 'template', code: 'variable_not_known', message: expect.stringContaining('{light}') },
      { row: 2, path: 'prompt', code: 'variable_empty' },
      { row: 2, path: 'prompt', code: 'variable_empty' },
    ])
    expect(await world.database.db.sql`select 1 from batches where name = 'template'`).toHaveLength(0)
  })

  test('says when a row keeps its own prompt, and refuses a list that a column hides', async () => {
    const text = 'prompt,model,style\nA fox,grok_video3,noir\nA crow,grok_video3,noir\n'
    const query = { name: 'own', dry_run: 'true', template: 'In {style}' }
    const { body } = await world.post(text, { query })
    expect(body.warnings).toMatchObject([{ row: 1, path: 'template', code: 'template_not_used' }])
    const twin = await world.post(text, { query: { ...query, variables: '{"style":["noir","pop"]}' } })
    expect(twin.body.error.code).toBe('variable_is_column')
  })
})

describe('takes', () => {
  test('of a row win over those of the batch, and raising them adds clips', async () => {
    const text = (takes: string) =>
      `custom_id,prompt,model,takes\na,A fox,grok_video3,${takes}\nb,A crow,grok_video3,\n`
    const query = { name: 'takes', takes: '2' }
    expect((await world.post(text('1'), { query })).body).toMatchObject({ created: 3 })
    expect((await world.post(text('3'), { query })).body).toMatchObject({
      created: 2,
      unchanged: 3,
      absent: 0,
    })
    const { body } = await world.post(text('0'), { query })
    expect(body.error.details).toMatchObject([{ row: 1, line: 2, column: 4, code: 'takes_not_allowed' }])
    const line = '{"custom_id":"a","prompt":"A fox","model":"grok_video3","takes":101}\n'
    const lines = await world.post(line, { type: 'application/x-ndjson', query })
    expect(lines.body.error.details).toMatchObject([{ row: 1, path: 'takes', code: 'takes_not_allowed' }])
  })
})

test('rows that ask for the same are named, also with custom_ids of their own', async () => {
  const text = 'custom_id,prompt,model\na,A fox,grok_video3\nb,A crow,grok_video3\nc,A fox,grok_video3\n'
  const { body } = await world.post(text, { query: { name: 'equal' } })
  expect(body).toMatchObject({
    created: 3,
    warnings: [{ row: 3, line: 4, code: 'row_equal', message: expect.stringContaining('row 1') }],
  })
})

test('lines of the OpenAI batch shape are checked one by one', async () => {
  const body = { prompt: 'A fox', model: 'grok_video3' }
  const lines = [
    { custom_id: 'a', method: 'POST', url: '/v1/videos', body },
    { custom_id: 'b', method: 'GET', url: '/v1/chat/completions', body },
    { custom_id: 'c', method: 'POST', url: '/v1/videos' },
    { custom_id: 'd', url: '/v1/videos/edits', body: { ...body, operation: 'extend' } },
  ]
  const text = lines.map((line) => JSON.stringify(line)).join('\r\n')
  const refused = await world.post(text, { type: 'application/jsonl', query: { name: 'openai' } })
  const found = refused.body.error.details.map((detail: { row: number; path: string; code: string }) => [
    detail.row,
    detail.path,
    detail.code,
  ])
  expect(found).toEqual(
    expect.arrayContaining([
      [2, 'method', 'method_not_known'],
      [2, 'url', 'url_not_known'],
      [3, 'body', 'not_an_object'],
      [4, 'body.operation', 'operation_differs'],
    ]),
  )
})
