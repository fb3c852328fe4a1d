import { describe, expect, it } from 'vitest'
import { globalaiopc } from '../src/dialects/globalaiopc/dialect.ts'

const { readSubmit } = globalaiopc

const submit = (status: number, body: unknown, contentType = 'application/json', headers = {}) =>
  readSubmit({
    status,
    contentType,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('the answer to a POST', () => {
  it.each([
    [200, { id: 'video_1', status: 'queued' }, 'submit-accepted'],
    [201, { id: 12 }, 'submit-accepted'],
    [200, { id: 'video_1', status: 'failed', error: 'no' }, 'submit-accepted'],
    [200, { id: '' }, 'submit-unknown'],
    [200, { id: 0 }, 'submit-unknown'],
    [200, { id: '..' }, 'submit-unknown'],
    [200, { id: 'two words' }, 'submit-unknown'],
    [200, { id: 'x'.repeat(201) }, 'submit-unknown'],
    [200, { code: 402, message: 'insufficient balance' }, 'submit-unknown'],
    [200, '', 'submit-unknown'],
    [200, '{"id":"video_1"', 'submit-unknown'],
    [200, '<html>', 'submit-unknown'],
    [302, '', 'submit-account-refused'],
    [303, '', 'submit-unknown'],
    [400, { error: 'duration must be 6-30' }, 'submit-rejected'],
    [400, { error: { message: 'bad', code: 'invalid' } }, 'submit-rejected'],
    [400, { code: 1001, msg: 'bad ratio' }, 'submit-rejected'],
    [400, { error: 'Incorrect API key provided' }, 'submit-account-refused'],
    [400, { error: 'permission_denied: no access to this model' }, 'submit-account-refused'],
    [400, { error: 'Failed to fetch image: permission denied' }, 'submit-rejected'],
    [400, { error: 'could not download image_urls[0]: access token expired' }, 'submit-rejected'],
    [400, { error: 'Image URL returned 401: invalid credentials' }, 'submit-rejected'],
    [400, { error: 'x', id: 'video_1' }, 'submit-unknown'],
    [400, {}, 'submit-unknown'],
    [400, 'nope', 'submit-unknown'],
    [403, { error: 'insufficient_user_quota' }, 'submit-account-refused'],
    [403, { error: 'content policy violation' }, 'submit-rejected'],
    [404, { error: 'no such model' }, 'submit-rejected'],
    [404, '<html>', 'submit-account-refused'],
    [403, '<html>', 'submit-unknown'],
    [413, { message: 'too large' }, 'submit-rejected'],
    [422, { detail: 'bad field' }, 'submit-rejected'],
    [401, '', 'submit-account-refused'],
    [401, '<html>', 'submit-account-refused'],
    [402, { error: 'payment required' }, 'submit-account-refused'],
    [429, { error: 'too many requests' }, 'submit-rate-limited'],
    [429, { error: 'quota exceeded: 60 requests per minute' }, 'submit-rate-limited'],
    [429, { error: '余额不足' }, 'submit-account-refused'],
    [429, '<html>', 'submit-rate-limited'],
    [405, { error: 'method' }, 'submit-unknown'],
    [408, { error: 'timeout' }, 'submit-unknown'],
    [409, { error: 'conflict' }, 'submit-unknown'],
    [418, { error: 'teapot' }, 'submit-unknown'],
    [500, { error: 'invalid_request' }, 'submit-unknown'],
    [502, '<html>', 'submit-unknown'],
    [503, { error: 'maintenance' }, 'submit-unknown'],
    [504, '', 'submit-unknown'],
    [524, '', 'submit-unknown'],
  ])('HTTP %i with %j is %s', (status, body, type) => {
    expect(submit(status, body).type).toBe(type)
  })

  it('names the task by the public id, not by the number of a row', () => {
    const row = { id: 17, task_id: 'task_a', status: 'SUBMITTED' }
    expect(submit(200, { code: 'success', data: row })).toMatchObject({ taskId: 'task_a' })
  })

  it('gives a refusal the words and the code of the vendor', () => {
    expect(submit(400, { error: { message: 'bad ratio', code: 'E7' } })).toEqual({
      type: 'submit-rejected',
      reason: 'rejected',
      reportedTicks: null,
      httpStatus: 400,
      vendorCode: 'E7',
      vendorMessage: 'bad ratio',
    })
  })

  it('says how long to wait when it was too often', () => {
    expect(submit(429, {}, 'application/json', { 'retry-after': '12' })).toMatchObject({
      type: 'submit-rate-limited',
      retryAfterMs: 12_000,
    })
  })
})
