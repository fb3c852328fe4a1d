import { Agent, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
})

const model = 'grok_video3'
const deep = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`
const codesOf = (details: { path: string | null; code: string }[]) =>
  details.map(({ path, code }) => [path, code])

const preview = (body: object) => api.call('POST', '/v1/batches?dry_run=true', { name: 'x', ...body })

async function send(path: string, type: string, body: string) {
  const reply = await fetch(`${api.url}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${api.config.adminKey}`, 'content-type': type },
  })
  return { status: reply.status, body: JSON.parse(await reply.text()) }
}

describe('variables', () => {
  test('make no prompt that is longer than one may be, and none is made to find out', async () => {
    const { status, body } = await preview({
      template: '{a}'.repeat(10_000),
      variables: { a: ['x'.repeat(1_000_000), 'a fox '] },
      defaults: { model },
    })
    expect(status).toBe(200)
    expect(codesOf(body.problems)).toEqual([
      ['prompt', 'too_long'],
      ['metadata', 'too_long'],
      ['prompt', 'too_long'],
    ])
    expect(body.problems[0].message).toContain('10000000000')
  })

  test('make no custom_id that is longer than one may be', async () => {
    const items = [{ model, custom_id: 'c'.repeat(255) }]
    const { body } = await preview({ template: '{a}', variables: { a: ['1', '2'] }, items })
    expect(body.problems).toMatchObject([
      { path: 'items[0].custom_id', code: 'too_long' },
      { path: 'items[0].custom_id', code: 'too_long' },
    ])
  })

  test('are counted before the images of their rows are looked at', async () => {
    const list = Array.from({ length: 100 }, (_, index) => `v${index}`)
    const variables = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`v${index}`, list]))
    const items = [{ model, image_urls: ['https://images.test/a.png'] }]
    const { body } = await preview({ template: '{v0}', variables, items })
    expect(body.error).toMatchObject({ code: 'too_many_rows' })
  })
})

test('JSON that is nested without end is refused where it stands, in bodies and in lines', async () => {
  const line = `{"prompt":"A fox","model":"${model}","metadata":${deep}}`
  const lines = await send('/v1/batches?dry_run=true&name=x', 'application/x-ndjson', `${line}\n`)
  expect(lines.body.problems).toMatchObject([{ row: 1, line: 1, code: 'json_too_deep' }])
  for (const [path, body] of [
    ['/v1/jobs', line],
    ['/v1/batches?dry_run=true', `{"name":"x","items":[${line}]}`],
    ['/v1/adopt', `{"rows":[${line}]}`],
  ] as const) {
    const answer = await send(path, 'application/json', body)
    expect([path, answer.status, answer.body.error.code]).toEqual([path, 400, 'json_too_deep'])
  }
})

test('names that every object answers to are headers, paths and references like any other', async () => {
  const csv = `prompt,model,__proto__,constructor\n"A fox, {constructor}",${model},x,y\n`
  const { body } = await send('/v1/batches?name=odd', 'text/csv', csv)
  const [job] = await api.db.sql`select prompt, metadata::text from jobs where batch_id = ${body.id}`
  expect(job).toMatchObject({ prompt: 'A fox, y' })
  expect(JSON.parse(job?.metadata)).toEqual(JSON.parse('{"__proto__":"x","constructor":"y"}'))
  const map = await api.call('POST', '/v1/uploads/maps', { images: {} })
  const items = [{ prompt: 'A fox', model, image_urls: ['constructor'] }]
  const mapped = await preview({ images: map.body.id, items })
  expect(mapped.body.problems).toMatchObject([{ path: 'items[0].image_urls[0]' }])
  const unstorable = await api.call('POST', '/v1/uploads/maps', { images: { 'a\u0000b': 'upload:0' } })
  expect(unstorable).toMatchObject({ status: 400, body: { error: { param: 'images' } } })
})

test('a file that is refused before its end leaves its connection fit for the next request', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const post = (body: string) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${api.url}/v1/batches?dry_run=true&name=x`, {
        agent,
        method: 'POST',
        headers: { authorization: `Bearer ${api.config.adminKey}`, 'content-type': 'text/csv' },
      })
      sent.setTimeout(10_000, () => sent.destroy(new Error('no answer')))
      sent.once('error', reject)
      sent.once('response', (reply) => reply.resume().once('end', () => resolve(reply.statusCode ?? 0)))
      sent.end(body)
    })
  const endless = `prompt,model,${'c,'.repeat(2_000_000)}\n`
  for (let round = 0; round < 3; round += 1) {
    expect(await post(endless)).toBe(400)
    expect(await post(`prompt,model\nA fox,${model}\n`)).toBe(200)
  }
  agent.destroy()
})
