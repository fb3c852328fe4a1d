import { aJob, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { archived } from './archived.ts'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi } from './start-test-api.ts'

const start = new Date('2026-11-20T08:00:00Z')

describe('a shared clip', () => {
  test('opens without a key, whole, in ranges and by name, until the link expires', async () => {
    let now = start
    await using api = await startTestApi({ now: () => now })
    const { id, body } = await archived(api)
    const made = await api.call('POST', `/v1/jobs/${id}/share`, { expires_in: '1h' })
    expect([made.status, made.body]).toEqual([
      201,
      {
        object: 'share',
        job_id: id,
        url: expect.stringContaining(`${api.url}/v1/shared/`),
        expires_at: '2026-11-20T09:00:00.000Z',
        via: 'api',
      },
    ])
    const { url } = made.body
    const whole = await fetch(url)
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    expect(whole.headers.get('content-disposition')).toBe('inline; filename="0001_fox.mp4"')
    expect(Buffer.from(await whole.arrayBuffer()).equals(body)).toBe(true)
    const part = await fetch(`${url}?download=1`, { headers: { range: 'bytes=4000-' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 4000-4999/5000'])
    expect(part.headers.get('content-disposition')).toBe('attachment; filename="0001_fox.mp4"')
    expect(Buffer.from(await part.arrayBuffer()).equals(body.subarray(4_000))).toBe(true)
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('5000')
    expect(api.logged.join('')).not.toContain(url.split('/').at(-1))
    now = new Date('2026-11-20T09:00:00Z')
    expect((await fetch(url)).status).toBe(404)
  })

  test('is told in the audit, without its link', async () => {
    await using api = await startTestApi({ now: () => start })
    const { id } = await archived(api)
    const { body } = await api.call('POST', `/v1/jobs/${id}/share`, { expires_in: '7d', download: true })
    expect(body.url).toMatch(/\?download=1$/)
    const [entry] = (await api.call('GET', `/v1/audit?target=${id}`)).body.data
    expect(entry).toMatchObject({
      action: 'clip-shared',
      actor_name: 'admin',
      detail: { expires_at: '2026-11-27T08:00:00.000Z', via: 'api', download: true },
    })
    expect(JSON.stringify(entry)).not.toContain('shared/')
  })

  test('says the same of a forged link, one whose key was revoked, and one whose clip is another', async () => {
    await using api = await startTestApi()
    const { id } = await archived(api)
    const key = await makeKey(api, { scopes: ['submit'] })
    const link = async (headers = {}) =>
      (await api.call('POST', `/v1/jobs/${id}/share`, { expires_in: '1h' }, headers)).body.url
    const [own, theirs] = [await link(), await link(keyHeader(key.secret))]
    expect((await fetch(theirs)).status).toBe(200)
    await api.call('POST', `/v1/keys/${key.id}/revoke`, { reason: 'left' })
    const answers = [await fetch(`${own.slice(0, -1)}_`), await fetch(theirs)]
    expect((await fetch(own)).status).toBe(200)
    await api.db.sql`update clips set sha256 = ${'0'.repeat(64)} where job_id = ${id}`
    answers.push(await fetch(own), await fetch(`${api.url}/v1/shared/anything`))
    const told = await Promise.all(
      answers.map(async (answer) => {
        const { error } = (await answer.json()) as { error: Record<string, unknown> }
        return [answer.status, { ...error, request_id: null }]
      }),
    )
    expect(told[0]).toMatchObject([404, { code: 'link_not_found' }])
    expect(told).toEqual(Array(4).fill(told[0]))
  })

  test('is a link of the store where that is public, signed for as long as was asked', async () => {
    await using api = await startTestApi({ env: { S3_PUBLIC_ENDPOINT: 'https://clips.example.com' } })
    const { id } = await archived(api)
    const { body } = await api.call('POST', `/v1/jobs/${id}/share`, { expires_in: '7d', download: true })
    expect(body).toMatchObject({
      via: 'store',
      url: expect.stringMatching(/^https:\/\/clips\.example\.com\//),
    })
    const { searchParams } = new URL(body.url)
    expect(searchParams.get('X-Amz-Expires')).toBe('604800')
    expect(searchParams.get('response-content-disposition')).toBe('attachment; filename="0001_fox.mp4"')
  })

  test('is looked at by people, not hammered', async () => {
    await using api = await startTestApi({ now: () => start })
    const { id } = await archived(api)
    const { body } = await api.call('POST', `/v1/jobs/${id}/share`, { expires_in: '1h' })
    const statuses: number[] = []
    for (let index = 0; index < 301; index += 1) {
      statuses.push((await fetch(body.url, { method: 'HEAD' })).status)
    }
    expect(statuses.slice(0, 300)).toEqual(Array(300).fill(200))
    const over = await fetch(body.url)
    expect([statuses[300], over.status, over.headers.get('retry-after')]).toEqual([429, 429, '1'])
  })

  test('needs a clip, and a life from five minutes to seven days', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream: 'globalaiopc', state: 'rendering' }))
    const path = `/v1/jobs/${job.id}/share`
    const answer = await api.call('POST', path, { expires_in: '1h' })
    expect([answer.status, answer.body.error.code]).toEqual([409, 'not_archived'])
    for (const expires of ['4m', '8d', '1y', 3_600, undefined]) {
      const refused = await api.call('POST', path, { expires_in: expires })
      expect([expires, refused.status, refused.body.error.param]).toEqual([expires, 400, 'expires_in'])
    }
  })
})
