import { errorReply, htmlReply } from './reply.ts'
import type { CreateScenario } from './scenario.ts'

const times = { unit: 'times', value: 1 }

/** What can happen to the POST. */
export const createScenarios = {
  rate_limited: {
    what: '429 without Retry-After; nothing is created',
    ...times,
    creates: false,
    reply: errorReply(429, 'too many requests'),
  },
  rate_limited_retry_after: {
    what: '429 with Retry-After: 30 (the vendor’s seconds); nothing is created',
    ...times,
    creates: false,
    reply: errorReply(429, 'too many requests', { 'retry-after': '30' }),
  },
  no_credit: {
    what: '402; nothing is created',
    ...times,
    creates: false,
    reply: errorReply(402, 'insufficient balance'),
  },
  unauthorized: {
    what: '401 although the key is right; nothing is created',
    ...times,
    creates: false,
    reply: errorReply(401, 'invalid api key'),
  },
  server_error: {
    what: '500; nothing is created',
    ...times,
    creates: false,
    reply: errorReply(500, 'internal error'),
  },
  server_error_created: {
    what: '500 although the task is created and billed',
    ...times,
    creates: true,
    reply: errorReply(500, 'internal error'),
  },
  bad_gateway: {
    what: '502 as a page of HTML; nothing is created',
    ...times,
    creates: false,
    reply: htmlReply(502),
  },
  bad_gateway_created: {
    what: '502 as a page of HTML although the task is created and billed',
    ...times,
    creates: true,
    reply: htmlReply(502),
  },
  refused_connection: {
    what: 'the socket dies after the request was read; nothing is created',
    ...times,
    creates: false,
    reply: { kind: 'lost', after: 'nothing' },
  },
  lost_reply: {
    what: 'created and billed, then the socket dies before the reply’s headers',
    ...times,
    creates: true,
    reply: { kind: 'lost', after: 'nothing' },
  },
  lost_reply_after_headers: {
    what: 'created and billed, then the socket dies in the reply’s body',
    ...times,
    creates: true,
    reply: { kind: 'lost', after: 'half' },
  },
  slow_create: {
    what: 'created at once, answered late',
    unit: 'real milliseconds',
    value: 5000,
    creates: true,
    reply: { kind: 'delayed' },
  },
  garbage_create: {
    what: '200 with broken JSON; created and billed',
    ...times,
    creates: true,
    reply: { kind: 'whole', status: 200, contentType: 'application/json', body: '{"id": "video_' },
  },
  missing_id: {
    what: '200 without an id; created and billed',
    ...times,
    creates: true,
    reply: {
      kind: 'whole',
      status: 200,
      contentType: 'application/json',
      body: '{"object":"video","status":"queued","error":null}',
    },
  },
} as const satisfies { readonly [name: string]: CreateScenario }
