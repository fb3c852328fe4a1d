import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { writeXlsx } from 'hucre'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminKey, type BatchWorld, createBatchWorld } from './batch-world.ts'

let world: BatchWorld
beforeAll(async () => {
  world = await createBatchWorld()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

test('tells each header, what it stands for and what it only resembles, then the rows as they were read', async () => {
  const text = '\nprompt;Ratio;Duration;meta.name;;Ort\n"A fox;\nred";16:9;10s;x;;Köln\n;;;;;\nA crow;;;;;\n'
  const { status, headers, body } = await world.readTable(Buffer.from(text, 'latin1'))
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson; charset=utf-8'])
  expect(body).toEqual([
    {
      kind: 'header',
      line: 2,
      columns: [
        { header: 'prompt', stands_for: 'prompt', variable: 'prompt', resembles: null },
        { header: 'Ratio', stands_for: null, variable: 'Ratio', resembles: 'aspect_ratio' },
        { header: 'Duration', stands_for: 'duration', variable: 'duration', resembles: null },
        { header: 'meta.name', stands_for: null, variable: 'name', resembles: null },
        { header: '', stands_for: null, variable: null, resembles: null },
        { header: 'Ort', stands_for: null, variable: 'Ort', resembles: null },
      ],
    },
    { kind: 'row', row: 1, line: 3, cells: ['A fox;\nred', '16:9', '10s', 'x', '', 'Köln'] },
    { kind: 'row', row: 2, line: 6, cells: ['A crow', '', '', '', '', ''] },
    { kind: 'end', rows: 2, notices: [expect.objectContaining({ code: 'encoding_guessed' })] },
  ])
})

test('gives rows the numbers that problems of the batch have', async () => {
  const text = readFileSync(join(import.meta.dirname, 'files', 'shots.csv'), 'utf8').replace(
    /\n/g,
    '\r\n\r\n',
  )
  const { body } = await world.readTable(text)
  const asBatch = await world.post(text, { query: { name: 'numbers', dry_run: 'true' } })
  const placeOf = ({ row, line }: { row: number; line: number }) => [row, line]
  const rows = body.filter(({ kind }: { kind: string }) => kind === 'row')
  expect(asBatch.body.expanded.length).toBeGreaterThan(5)
  expect([...new Set(asBatch.body.expanded.map(placeOf).map(String))]).toEqual(rows.map(placeOf).map(String))
})

test('marks the cells of a workbook that have nothing to show, and names its sheets', async () => {
  const bytes = await writeXlsx({
    sheets: [
      {
        name: 'Shots',
        rows: [
          ['prompt', 'duration'],
          ['A fox', null],
        ],
        cells: new Map([['1,1', { formula: 'A9*2' }]]),
      },
      { name: 'Old', rows: [['prompt'], ['A hen']] },
    ],
  })
  const { body } = await world.readTable(bytes, { type: workbook })
  expect(body[1]).toMatchObject({
    row: 1,
    unreadable: [{ column: 2, message: expect.stringContaining('formula') }],
  })
  expect(body[2].notices).toMatchObject([{ code: 'sheet_chosen', allowed: ['Shots', 'Old'] }])
  const other = await world.readTable(bytes, { type: workbook, query: { sheet: 'Old' } })
  expect(other.body[1]).toMatchObject({ cells: ['A hen'] })
})

test('ends with the refusal when the file cannot be read further, and refuses what is no table', async () => {
  const { status, body } = await world.readTable(`prompt\n${'A fox\n'.repeat(20_000)}"A "crow"\n`)
  expect([status, body[0].kind, body.at(-1).kind]).toEqual([200, 'header', 'refusal'])
  expect(body.at(-1).error).toMatchObject({ type: 'invalid_request', details: [{ line: 20_002 }] })
  const tooMany = await world.readTable(`prompt\n${'A\n'.repeat(50_001)}`)
  expect(tooMany.body.at(-1)).toMatchObject({ kind: 'refusal', error: { code: 'too_many_rows' } })
  expect(await world.readTable('{}', { type: 'application/json' })).toMatchObject({ status: 415 })
})

test('takes all of a large file from a browser, which reads no answer before it has sent the last byte', async () => {
  const rows = 40_000
  const text = `prompt,note\n${`A fox runs,${'x'.repeat(400)}\n`.repeat(rows)}`
  const sending = request(`${world.url}/v1/batches/table`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'text/csv' },
  })
  const answered = once(sending, 'response')
  sending.end(text)
  await once(sending, 'finish')
  const [answer] = await answered
  let last = ''
  for await (const piece of answer) last = `${last}${piece}`.slice(-200)
  expect(last).toContain(`{"kind":"end","rows":${rows}`)
})
