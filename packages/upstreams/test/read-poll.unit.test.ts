import { readFileSync } from 'node:fs'
import type { TaskId } from '@reelkeep/core'
import { describe, expect, it } from 'vitest'
import { globalaiopc } from '../src/dialects/globalaiopc/dialect.ts'
import type { AskedOf, Reply } from '../src/port.ts'

const { readSubmit } = globalaiopc
const readPoll = (answer: Reply, asked: Partial<AskedOf> & Pick<AskedOf, 'taskId'>) =>
  globalaiopc.readPoll(answer, {
    failedIsFree: false,
    allowHttpLinks: false,
    reportedTicksAre: 'none',
    ...asked,
  })

const fixture = JSON.stringify(
  JSON.parse(
    readFileSync(new URL('../src/dialects/globalaiopc/fixtures/query.queued.json', import.meta.url), 'utf8'),
  ).reply.body,
)
const documented = 'video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd' as TaskId

const reply = (status: number, body: unknown, more: Partial<Reply> = {}): Reply => ({
  status,
  contentType: 'application/json; charset=utf-8',
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
})
const poll = (status: number, body: unknown, more: Partial<Reply> = {}) =>
  readPoll(reply(status, body, more), { taskId: 'video_1' as TaskId })

describe("the vendor's own sample", () => {
  it('is a task that waits, when it answers a poll', () => {
    expect(readPoll(reply(200, fixture), { taskId: documented })).toEqual({
      type: 'poll-pending',
      upstreamStatus: 'queued',
      progress: null,
    })
  })

  it('is an accepted task, when it answers a create', () => {
    expect(readSubmit(reply(200, fixture))).toEqual({
      type: 'submit-accepted',
      taskId: documented,
      upstreamStatus: 'queued',
    })
  })

  it('is a finished task with its link once status and link are filled in as documented', () => {
    const done = JSON.parse(fixture)
    done.status = 'completed'
    done.video_url = 'https://cdn.example.com/a.mp4?sig=1'
    done.actualDuration = 10.04
    expect(readPoll(reply(200, done), { taskId: documented })).toEqual({
      type: 'render-succeeded',
      link: 'https://cdn.example.com/a.mp4?sig=1',
      linkExpiresAt: null,
      reported: {
        model: 'grok_video3',
        durationS: 10.04,
        createdAt: new Date(1774836724000),
        startedAt: null,
        finishedAt: null,
      },
      reportedTicks: null,
      upstreamStatus: 'completed',
    })
  })
})

describe('a task object', () => {
  it.each([
    ['QUEUED', 'poll-pending'],
    ['In Progress', 'poll-pending'],
    ['processing', 'poll-pending'],
    ['meditating', 'poll-unrecognized'],
    ['unknown', 'poll-unrecognized'],
    ['cancelled', 'render-failed'],
    ['Expired', 'render-failed'],
    ['completed', 'render-linkless'],
    ['constructor', 'poll-unrecognized'],
  ])('in status %s is %s', (status, type) => {
    expect(poll(200, { id: 'video_1', status, video_url: null, error: null })).toMatchObject({
      type,
      upstreamStatus: status.toLowerCase().replace(' ', '_'),
    })
  })

  it.each([['not a link'], [''], ['data:video/mp4;base64,AAAA'], ['ftp://host/a.mp4'], [42], [{}]])(
    'that is completed with %j for a link has none',
    (video_url) => {
      expect(poll(200, { id: 'video_1', status: 'completed', video_url }).type).toBe('render-linkless')
    },
  )

  it('about another task id is not an answer', () => {
    expect(
      poll(200, { id: 'video_2', status: 'completed', video_url: 'https://a.example/2.mp4' }),
    ).toMatchObject({
      type: 'poll-unrecognized',
      message: 'the answer is about another task, video_2',
    })
  })

  it('in an envelope with the id of the request is still about the asked task', () => {
    const row = { id: 7, task_id: 'video_1', status: 'SUCCESS', result_url: 'https://a.example/1.mp4' }
    expect(poll(200, { id: 'request-9', code: 'success', data: row }).type).toBe('render-succeeded')
  })

  it('gives the link that may be fetched before one over plain http', () => {
    const urls = { video_url: 'http://a.example/1.mp4', result_url: 'https://b.example/1.mp4' }
    const done = reply(200, { id: 'video_1', status: 'completed', ...urls })
    const asked = { taskId: 'video_1' as TaskId }
    expect(readPoll(done, asked)).toMatchObject({ link: urls.result_url })
    expect(readPoll(done, { ...asked, allowHttpLinks: true })).toMatchObject({ link: urls.video_url })
  })

  it('with a reason that only begins with a link has no link, and is read as a reason', () => {
    const fail_reason = 'https://a.example/1.mp4 was rejected by content moderation'
    const row = (status: string) => ({ code: 'success', data: { task_id: 'video_1', status, fail_reason } })
    expect(poll(200, row('SUCCESS')).type).toBe('render-linkless')
    expect(poll(200, row('FAILURE'))).toMatchObject({ reason: 'moderated' })
  })

  it('without a status is taken by its link, and unrecognized without one', () => {
    expect(poll(200, { id: 'video_1', video_url: 'https://a.example/1.mp4' }).type).toBe('render-succeeded')
    expect(poll(200, { id: 'video_1' }).type).toBe('poll-unrecognized')
  })

  it('that failed leaves the charge unknown unless failures are known to be free', () => {
    const failed = reply(200, { id: 'video_1', status: 'failed', error: 'render node lost' })
    const asked = { taskId: 'video_1' as TaskId }
    expect(readPoll(failed, { ...asked, failedIsFree: false })).toMatchObject({
      reason: 'upstream_failed',
      charged: 'unknown',
      vendorMessage: 'render node lost',
    })
    expect(readPoll(failed, { ...asked, failedIsFree: true })).toMatchObject({ charged: 'no' })
  })

  it.each([
    ['Content moderated: violence', 'moderated'],
    ['This prompt violates our usage policies', 'moderated'],
    ['Rejected by the safety system; change the prompt and try again', 'moderated'],
    ['内容违规', 'moderated'],
    ['moderation service unavailable', 'upstream_failed'],
    ['The moderation endpoint returned 500', 'upstream_failed'],
    ['blocked by the moderation service: internal error', 'upstream_failed'],
    ['Internal error: video rejected by content moderation', 'moderated'],
    ['图片未通过安全审核', 'moderated'],
    ['内容审核超时', 'upstream_failed'],
    ['out of memory', 'upstream_failed'],
    [{ message: 'NSFW content', code: 7 }, 'moderated'],
  ])('that failed with %j is %s', (error, reason) => {
    expect(poll(200, { id: 'video_1', status: 'failed', error })).toMatchObject({
      type: 'render-failed',
      reason,
    })
  })
})

describe('an answer that is no task', () => {
  const html = { contentType: 'text/html' }
  it.each([
    [200, '<html>hello</html>', html, 'poll-unrecognized'],
    [200, '', {}, 'poll-unrecognized'],
    [202, '', {}, 'poll-pending'],
    [202, { id: 'video_1', video: { url: null, respect_moderation: false } }, {}, 'poll-pending'],
    [202, { id: 'video_1', message: 'rendering' }, {}, 'poll-pending'],
    [200, { id: 'video_1', video: { url: null, respect_moderation: false } }, {}, 'render-failed'],
    [200, '{"id": "video_1", "stat', {}, 'poll-unrecognized'],
    [200, '[1]', {}, 'poll-unrecognized'],
    [200, 'null', {}, 'poll-unrecognized'],
    [301, '', { headers: { location: 'https://b.example' } }, 'poll-unrecognized'],
    [404, '<html>', html, 'poll-unrecognized'],
    [404, { error: 'no' }, {}, 'task-missing'],
    [410, '', {}, 'task-missing'],
    [400, { code: 'task_not_exist', message: 'task_not_exist' }, {}, 'task-missing'],
    [400, { error: 'bad luck' }, {}, 'poll-unanswered'],
    [400, { error: 'content policy violation' }, {}, 'render-failed'],
    [401, '<html>', html, 'poll-account-refused'],
    [402, '', {}, 'poll-account-refused'],
    [403, { error: 'forbidden' }, {}, 'poll-unanswered'],
    [403, '<html>blocked</html>', {}, 'poll-unanswered'],
    [403, { error: 'account suspended' }, {}, 'poll-account-refused'],
    [429, { error: 'insufficient balance' }, {}, 'poll-account-refused'],
    [429, { error: 'slow down' }, {}, 'poll-unanswered'],
    [500, { error: 'boom' }, {}, 'poll-unanswered'],
    [502, '<html>', html, 'poll-unanswered'],
    [524, '', {}, 'poll-unanswered'],
  ])('HTTP %i with %j (%j) is %s', (status, body, more, type) => {
    expect(poll(status, body, more).type).toBe(type)
  })

  it.each([
    ['7', 7000],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['99999999', 86_400_000],
    ['soon', null],
    ['-5', null],
    ['10, 20', null],
  ])('reads Retry-After %s as %s ms', (value, expected) => {
    const headers = { 'retry-after': value, date: 'Fri, 20 Nov 2026 10:00:00 GMT' }
    expect(poll(503, '', { headers })).toMatchObject({ retryAfterMs: expected })
  })
})
