import { errorReply, htmlReply, jsonReply, textReply } from './reply.ts'
import type { PollScenario } from './scenario.ts'

const polls = { unit: 'polls', value: 2, lasts: 'polls' } as const
const always = { unit: 'polls', value: 1_000_000 }
const xaiFamily = ['xai', 'cometapi'] as const

/** Answers to a question that tell nothing about the task. */
export const pollErrors = {
  poll_not_found: {
    what: '404 for a while after creation',
    rows: [4],
    source: 'F46',
    unit: 'vendor seconds',
    value: 200,
    lasts: 'seconds',
    reply: errorReply(404, 'task not found'),
  },
  task_not_exist: {
    what: '400 task_not_exist for a while after creation',
    rows: [4],
    source: 'F56',
    unit: 'vendor seconds',
    value: 200,
    lasts: 'seconds',
    reply: jsonReply(400, { code: 'task_not_exist', message: 'task_not_exist', data: null }),
  },
  other_key_not_found: {
    what: '404 to every key but the one that created the task',
    rows: [4],
    source: 'F46',
    ...always,
    lasts: 'polls',
    sparesCreatingKey: true,
    reply: errorReply(404, 'task not found'),
  },
  early_400: {
    what: '400 for the first questions, gone soon after',
    rows: [7],
    source: 'F37',
    ...polls,
    reply: { ...errorReply(400, 'The request could not be processed'), code: 'invalid-argument' },
  },
  promptless_400: {
    what: '400 for ever: an image without a prompt was accepted, the prompt is asked for now',
    rows: [23],
    source: 'F72',
    mounts: xaiFamily,
    ...always,
    lasts: 'polls',
    reply: { ...errorReply(400, 'prompt is required for image-to-video'), code: 'invalid-argument' },
  },
  empty_202: {
    what: '202 with an empty body until the task is finished',
    rows: [5],
    source: 'F31',
    mounts: xaiFamily,
    ...always,
    lasts: 'unfinished',
    reply: textReply(202, ''),
  },
  poll_rate_limited: {
    what: '429 with Retry-After: 45 (the vendor’s seconds)',
    rows: [17],
    source: 'F39b',
    ...polls,
    reply: errorReply(429, 'too many requests', { 'retry-after': '45' }),
  },
  poll_error: {
    what: '503',
    rows: [19],
    source: 'F23',
    ...polls,
    reply: errorReply(503, 'service unavailable'),
  },
  poll_cloudflare: {
    what: '524 as Cloudflare’s one line of text',
    rows: [19],
    source: 'F57',
    ...polls,
    reply: textReply(524, 'error code: 524'),
  },
  poll_html: {
    what: '200 with a page of HTML',
    rows: [19],
    source: 'F22',
    ...polls,
    reply: htmlReply(200),
  },
  poll_unauthorized: {
    what: '401 for ever: the key was taken away after the creation',
    rows: [25],
    source: 'F74',
    ...always,
    lasts: 'polls',
    reply: errorReply(401, 'invalid api key'),
  },
  poll_incorrect_key: {
    what: '400 that means a wrong key, for ever',
    rows: [25],
    source: 'F44',
    mounts: ['xai'],
    ...always,
    lasts: 'polls',
    reply: {
      ...errorReply(
        400,
        'Incorrect API key provided: si***ng. You can obtain an API key from https://console.x.ai.',
      ),
      code: 'Client specified an invalid argument',
    },
  },
  poll_lost: {
    what: 'the socket dies before the answer',
    rows: [25],
    source: 'F58',
    ...polls,
    reply: { kind: 'lost', after: 'nothing' },
  },
  poll_garbage: {
    what: '200 with broken JSON',
    rows: [19],
    source: 'F57',
    ...polls,
    reply: { kind: 'whole', status: 200, contentType: 'application/json', body: '{"id": "video_' },
  },
} as const satisfies { readonly [name: string]: PollScenario }
