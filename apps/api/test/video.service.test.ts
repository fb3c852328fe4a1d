import { createHash } from 'node:crypto'
import { aJob, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { archived } from './archived.ts'
import { startTestApi, type TestApi, testAdminKey } from './start-test-api.ts'

function ask(api: TestApi, id: string, headers: Record<string, string> = {}, suffix = '') {
  return fetch(`${api.url}/v1/jobs/${id}/video${suffix}`, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${testAdminKey}`, ...headers },
  })
}

/** As if a proxy had passed the request on: the store on this machine is then out of the caller's reach. */
const fromElsewhere = { 'x-forwarded-for': '203.0.113.7' }

describe('GET /v1/jobs/{id}/video', () => {
  test('sends a caller on this machine to a link that opens by itself', async () => {
    await using api = await startTestApi()
    const { id, body } = await archived(api)
    const answer = await ask(api, id)
    expect(answer.status).toBe(302)
    const clip = await fetch(answer.headers.get('location') ?? '')
    expect(clip.headers.get('content-type')).toBe('video/mp4')
    expect(Buffer.from(await clip.arrayBuffer()).equals(body)).toBe(true)
  })

  test('gives the link as JSON to who asks for JSON', async () => {
    await using api = await startTestApi({ now: () => new Date('2026-11-20T08:00:00Z') })
    const { id } = await archived(api)
    const answer = await ask(api, id, { accept: 'application/json' })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      url: expect.stringContaining('X-Amz-Signature'),
      expires_at: '2026-11-20T08:15:00.000Z',
    })
    const elsewhere = await (await ask(api, id, { accept: 'application/json', ...fromElsewhere })).json()
    expect(elsewhere).toEqual({ url: `${api.url}/v1/jobs/${id}/video`, expires_at: null })
  })

  test('signs links for the public address when there is one', async () => {
    await using api = await startTestApi({ env: { S3_PUBLIC_ENDPOINT: 'https://clips.example.com' } })
    const { id } = await archived(api)
    const answer = await ask(api, id, fromElsewhere, '?download=1')
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toMatch(/^https:\/\/clips\.example\.com\//)
    expect(answer.headers.get('location')).toContain('attachment')
  })

  test('streams the clip itself to who cannot reach the store, whole or in ranges', async () => {
    await using api = await startTestApi()
    const { id, body, sha256 } = await archived(api)
    const whole = await ask(api, id, fromElsewhere)
    expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
      200,
      'video/mp4',
      'bytes',
    ])
    expect(
      createHash('sha256')
        .update(Buffer.from(await whole.arrayBuffer()))
        .digest('hex'),
    ).toBe(sha256)
    const cases = [
      ['bytes=0-99', 0, 100, 'bytes 0-99/5000'],
      ['bytes=4000-', 4_000, 5_000, 'bytes 4000-4999/5000'],
      ['bytes=-10', 4_990, 5_000, 'bytes 4990-4999/5000'],
    ] as const
    for (const [range, from, to, contentRange] of cases) {
      const part = await ask(api, id, { ...fromElsewhere, range })
      expect([range, part.status, part.headers.get('content-range')]).toEqual([range, 206, contentRange])
      expect(Buffer.from(await part.arrayBuffer()).equals(body.subarray(from, to))).toBe(true)
    }
    const outside = await ask(api, id, { ...fromElsewhere, range: 'bytes=6000-' })
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */5000'])
    await outside.text()
    const etag = whole.headers.get('etag') ?? ''
    expect((await ask(api, id, { ...fromElsewhere, 'if-none-match': etag })).status).toBe(304)
    const changed = await ask(api, id, { ...fromElsewhere, range: 'bytes=0-9', 'if-range': '"other"' })
    expect(changed.status).toBe(200)
    await changed.arrayBuffer()
  })

  test('says the size without the bytes, and names the file for a download', async () => {
    await using api = await startTestApi()
    const { id } = await archived(api)
    const head = await fetch(`${api.url}/v1/jobs/${id}/video?download=1`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${testAdminKey}`, ...fromElsewhere },
    })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5000'])
    expect(head.headers.get('content-disposition')).toBe('attachment; filename="0001_fox.mp4"')
  })

  test('refuses a job without a clip', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream: 'globalaiopc', state: 'rendering' }))
    const answer = await api.call('GET', `/v1/jobs/${job.id}/video`)
    expect([answer.status, answer.body.error.code]).toEqual([409, 'not_archived'])
  })
})
