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

const sheet = 'custom_id,prompt,model,duration,aspect_ratio,resolution,scene'

describe('a file of prompts', () => {
  test('becomes a job per row, with its history, quote, words and counters', async () => {
    const text = `${sheet}\r\na,"A fox, running\nfast",grok_video3,6,16:9,480p,forest\r\n\r\nb,A crow in {scene},grok_video3_pro,,,,dusk\r\n`
    const { status, body } = await world.post(text, { query: { name: 'first' } })
    expect(status).toBe(202)
    expect(body).toMatchObject({
      object: 'batch',
      name: 'first',
      state: 'running',
      created: 2,
      unchanged: 0,
      skipped: [],
      counts: { total: 2, queued: 2 },
    })
    const jobs = await jobsOf(body.id)
    expect(jobs).toMatchObject([
      {
        custom_id: 'a',
        batch_row: 1,
        prompt: 'A fox, running\nfast',
        duration_s: 6,
        resolution: '480p',
        metadata: { scene: 'forest' },
        quoted_ticks: 6_000_000_000n,
        state: 'queued',
        version: 1,
        last_seq: 1,
        clip_key: 'admin/first/a_a-fox-running-fast.mp4',
        row_data: { custom_id: 'a', scene: 'forest', duration: '6' },
      },
      {
        custom_id: 'b',
        batch_row: 2,
        prompt: 'A crow in dusk',
        duration_s: 10,
        quoted_ticks: 10_000_000_000n,
      },
    ])
    const { sql } = world.database.db
    const events = await sql`select seq, kind, to_state, detail from job_events order by job_id`
    expect(events).toMatchObject([
      { seq: 1, kind: 'job-created', to_state: 'queued', detail: { row: 1, batch: body.id } },
      { seq: 1, kind: 'job-created', detail: { row: 2 } },
    ])
    const ledger = await sql`select kind, ticks, source, charge_key from ledger_entries order by job_id`
    expect(ledger).toMatchObject([
      { kind: 'quoted', ticks: 6_000_000_000n, source: 'estimated', charge_key: `${jobs[0]?.id}-quoted` },
      { kind: 'quoted', ticks: 10_000_000_000n },
    ])
    expect(
      await sql`select job_id from job_words where words @@ plainto_tsquery('simple', 'crow')`,
    ).toHaveLength(1)
    expect(await sql`select * from uploads`).toHaveLength(0)
    expect(await sql`select * from upload_rows`).toHaveLength(0)
    expect(world.nudged).toContain('globalaiopc')
  })

  const rows = [
    ['custom_id', 'prompt', 'model', 'aspect_ratio'],
    ['x', 'Ein Käfer; "schnell", läuft', 'grok_video3', '16:09:00'],
    ['y', '静かな海の上の月', 'grok_video3', '1:1'],
  ]
  const quote = (separator: string) =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator)).join('\n')
  const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

  test.each<[string, Uint8Array, string]>([
    ['commas', Buffer.from(quote(',')), 'text/csv'],
    ['semicolons', Buffer.from(quote(';')), 'text/csv; charset=utf-8'],
    ['tabs', Buffer.from(quote('\t')), 'text/tab-separated-values'],
    ['a byte order mark', Buffer.from(`\uFEFF${quote(',')}`), 'text/csv'],
    ['UTF-16LE with a mark', Buffer.from(`\uFEFF${quote('\t')}`, 'utf16le'), 'text/csv'],
    ['UTF-16BE with a mark', utf16be(`\uFEFF${quote(';')}`), 'text/csv'],
    ['UTF-16LE without a mark', Buffer.from(quote(';'), 'utf16le'), 'text/csv'],
    [
      'Excel naming its separator',
      Buffer.from(`sep=;\r\n${quote(';').replaceAll('\n', '\r\n')}`),
      'text/csv',
    ],
  ])('is read alike with %s, so that only the first post creates anything', async (_, bytes, type) => {
    const { status, body } = await world.post(bytes, { type, query: { name: 'alike' } })
    expect({ status, error: body.error }).toEqual({ status: 202, error: undefined })
    expect(body.created + body.unchanged).toBe(2)
    expect(body.counts.total).toBe(2)
    expect(body.warnings).toMatchObject([{ row: 1, path: 'aspect_ratio', code: 'understood' }])
    const group = { path: 'aspect_ratio', code: 'understood', count: 1, same: true, sample: [{ row: 1 }] }
    expect(body.warning_groups).toMatchObject([group])
    expect((await jobsOf(body.id)).map((job) => [job.prompt, job.aspect_ratio])).toEqual([
      ['Ein Käfer; "schnell", läuft', '16:9'],
      ['静かな海の上の月', '1:1'],
    ])
  })

  test('is refused when its bytes are not the encoding it claims', async () => {
    const latin = Buffer.from('prompt,model\nEin K\xe4fer,grok_video3\n', 'latin1')
    const claimed = { type: 'text/csv; charset=utf-8', query: { name: 'latin' } }
    const refused = await world.post(latin, claimed)
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'encoding_wrong' } } })
    const named = await world.post(latin, {
      type: 'text/csv; charset=windows-1252',
      query: { name: 'latin' },
    })
    expect(named.status).toBe(202)
    expect(await jobsOf(named.body.id)).toMatchObject([{ prompt: 'Ein Käfer' }])
  })

  test('may be lines of JSON, jobs or OpenAI batch lines', async () => {
    const lines = [
      {
        custom_id: 'p',
        prompt: 'A whale near {place}',
        model: 'grok_video3',
        metadata: { place: 'Iceland' },
      },
      {
        custom_id: 'q',
        method: 'POST',
        url: '/v1/videos',
        body: { prompt: 'A gull', model: 'grok_video3', duration: 8 },
      },
    ]
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n\n')}`
    const { status, body } = await world.post(text, {
      type: 'application/x-ndjson',
      query: { name: 'lines' },
    })
    expect({ status, created: body.created }).toEqual({ status: 202, created: 2 })
    expect(await jobsOf(body.id)).toMatchObject([
      { custom_id: 'p', prompt: 'A whale near Iceland' },
      { custom_id: 'q', duration_s: 8 },
    ])
  })

  test('may be JSON with items, defaults, takes and literal prompts', async () => {
    const { status, body } = await world.post({
      name: 'items',
      defaults: { model: 'grok_video3', duration: 6, metadata: { show: 'a' } },
      items: [
        { prompt: 'A {thing}', custom_id: '1' },
        { prompt: 'A cup', duration: 8, metadata: { scene: 'b' } },
      ],
      takes: 2,
    })
    expect({ status, created: body.created }).toEqual({ status: 202, created: 4 })
    const jobs = await jobsOf(body.id)
    expect(jobs.map((job) => [job.batch_row, job.prompt, job.duration_s])).toEqual([
      [1, 'A {thing}', 6],
      [1, 'A {thing}', 6],
      [2, 'A cup', 8],
      [2, 'A cup', 8],
    ])
    expect(jobs[2]?.metadata).toEqual({ show: 'a', scene: 'b' })
    expect(new Set(jobs.map((job) => job.clip_key)).size).toBe(4)
  })

  test('may be a template with lists of values', async () => {
    const { body } = await world.post({
      name: 'template',
      template: 'A {animal} in {place}',
      variables: { animal: ['fox', 'crow'], place: ['snow', 'rain', 'fog'] },
      defaults: { model: 'grok_video3' },
    })
    expect(body.created).toBe(6)
    const jobs = await jobsOf(body.id)
    expect(jobs.map((job) => job.prompt)).toEqual([
      'A fox in snow',
      'A fox in rain',
      'A fox in fog',
      'A crow in snow',
      'A crow in rain',
      'A crow in fog',
    ])
    expect(jobs[5]).toMatchObject({ batch_row: 6, metadata: { animal: 'crow', place: 'fog' } })
  })
})

describe('problems', () => {
  test('are named all at once by row, line and column, and nothing is admitted', async () => {
    const text = [
      'custom_id,prompt,model,duration,aspect_ratio',
      'a,A fox,grok_video3,6,16:9',
      'b,"A crow',
      'in rain",grok_video3,99,4:3',
      'a,A hen,grok_video9,ten,16:9',
      'd,,grok_video3_pro,6,16:9',
    ].join('\n')
    const { status, body } = await world.post(text, { query: { name: 'wrong' } })
    expect(status).toBe(400)
    expect(body.error.total).toBe(7)
    expect(body.error.details).toMatchObject([
      { row: 2, line: 3, column: 4, path: 'duration', code: 'duration_not_allowed', allowed: ['6 to 30'] },
      { row: 2, line: 3, column: 5, path: 'aspect_ratio', allowed: ['16:9', '9:16', '1:1', '3:2', '2:3'] },
      { row: 3, line: 5, column: 4, path: 'duration', code: 'not_whole_seconds' },
      {
        row: 3,
        line: 5,
        column: 3,
        path: 'model',
        code: 'model_not_known',
        allowed: expect.arrayContaining(['grok_video3']),
      },
      { row: 3, line: 5, column: 1, path: 'custom_id', code: 'custom_id_twice' },
      { row: 4, line: 6, column: 2, path: 'prompt', code: 'required' },
      { row: 4, line: 6, column: 4, path: 'duration', code: 'duration_not_allowed', allowed: [10] },
    ])
    const { sql } = world.database.db
    expect(await sql`select 1 from batches where name = 'wrong'`).toHaveLength(0)
    expect(await sql`select 1 from uploads`).toHaveLength(0)
  })

  test('are listed up to a thousand, counted all', async () => {
    const text = `prompt,model\n${'A fox,none\n'.repeat(1500)}`
    const { body } = await world.post(text, { query: { name: 'many' } })
    expect(body.error.total).toBe(1500)
    expect(body.error.details).toHaveLength(1000)
  })

  test('let their rows be skipped when that was asked', async () => {
    const text = 'custom_id,prompt,model,duration\na,A fox,grok_video3,6\nb,A crow,grok_video3,5\n'
    const { status, body } = await world.post(text, { query: { name: 'skip', on_invalid: 'skip' } })
    expect({ status, created: body.created }).toEqual({ status: 202, created: 1 })
    expect(body.skipped).toMatchObject([
      { row: 2, details: [{ path: 'duration', code: 'duration_not_allowed' }] },
    ])
  })

  test.each<[string, string, object]>([
    [
      'a look-alike header',
      'prompt,model,Ratio\nA,grok_video3,16:9\n',
      { code: 'column_look_alike', details: [{ path: 'Ratio', line: 1, column: 3 }] },
    ],
    ['no prompt column', 'custom_id,model\nA,grok_video3\n', { code: 'column_missing' }],
    ['a quote without an end', 'prompt,model\n"A,grok_video3\n', { code: 'quote_wrong' }],
    ['an empty file', '', { code: 'header_missing' }],
    ['a header alone', 'prompt,model\n', { code: 'no_rows' }],
    [
      'a comma too many',
      'prompt,model\nA fox, running,grok_video3\n',
      { details: [{ code: 'too_many_cells', row: 1 }] },
    ],
  ])('refuses a sheet with %s', async (_, text, error) => {
    const answer = await world.post(text, { query: { name: 'sheet' } })
    if (answer.status !== 400) throw new Error(JSON.stringify(answer.body))
    expect(answer.body.error).toMatchObject(error)
  })

  test('of JSON are named by path', async () => {
    const { status, body } = await world.post({
      name: '',
      items: [{ prompt: 'A', model: 'grok_video3', colour: 1 }],
      budget: 3,
    })
    expect(status).toBe(400)
    expect(body.error.details.map((detail: { path: string }) => detail.path)).toEqual(['name', 'budget'])
    const rows = await world.post({
      name: 'paths',
      items: [{ prompt: 'A', model: 'grok_video3', ratio: 1, image_urls: ['http://a'] }],
    })
    expect(rows.body.error.details).toMatchObject([
      { path: 'items[0].ratio', row: 1, code: 'unknown_key' },
      { path: 'items[0].image_urls[0]', code: 'image_not_usable' },
    ])
  })

  test('of lines are named by line', async () => {
    const text =
      '{"prompt":"A","model":"grok_video3"}\n\n{"prompt":\n{"prompt":"B","modle":"x","model":"grok_video3"}\n'
    const { body } = await world.post(text, { type: 'application/x-ndjson', query: { name: 'lines-wrong' } })
    expect(body.error.details).toMatchObject([
      { row: 2, line: 3, code: 'line_not_json' },
      { row: 3, line: 4, path: 'modle', code: 'unknown_key' },
    ])
  })

  test('refuse another content type, a body too large, and too many rows', async () => {
    expect((await world.post('x', { type: 'application/pdf', query: { name: 'x' } })).status).toBe(415)
    const big = Buffer.alloc(17 * 1024 * 1024, ' ')
    expect((await world.post(big, { type: 'application/json' })).status).toBe(413)
    const many = {
      name: 'x',
      template: '{a}{b}',
      variables: { a: Array(300).fill('a'), b: Array(300).fill('b') },
    }
    expect(await world.post(many)).toMatchObject({ status: 413, body: { error: { code: 'too_many_rows' } } })
  })
})
