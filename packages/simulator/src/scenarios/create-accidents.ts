import { errorReply, htmlReply, jsonReply, textReply } from './reply.ts'
import type { CreateScenario } from './scenario.ts'

const created = { unit: 'times', value: 1, creates: true } as const

/** What can happen to a POST that creates: the task is there and billed, whatever its client hears. */
export const createAccidents = {
  server_error_created: {
    what: '500 although the task is created and billed',
    rows: [1],
    source: 'F40',
    ...created,
    reply: errorReply(500, 'internal error'),
  },
  bad_gateway_created: {
    what: '502 as a page of HTML although the task is created and billed',
    rows: [1, 19],
    source: 'F41',
    ...created,
    reply: htmlReply(502),
  },
  cloudflare_524: {
    what: '524 as Cloudflare’s one line of text although the task is created and billed',
    rows: [1, 19],
    source: 'F22',
    ...created,
    reply: textReply(524, 'error code: 524'),
  },
  lost_reply: {
    what: 'created and billed, then the socket dies before the reply’s headers',
    rows: [1],
    source: 'F40',
    ...created,
    reply: { kind: 'lost', after: 'nothing' },
  },
  lost_reply_after_headers: {
    what: 'created and billed, then the socket dies in the reply’s body',
    rows: [1],
    source: 'F40',
    ...created,
    reply: { kind: 'lost', after: 'half' },
  },
  slow_create: {
    what: 'created at once, answered late',
    rows: [2],
    source: 'F54',
    unit: 'real milliseconds',
    value: 5000,
    creates: true,
    reply: { kind: 'delayed' },
  },
  create_held: {
    what: 'created and billed at once, answered only when a long render would be done',
    rows: [2],
    source: 'F54',
    unit: 'vendor seconds',
    value: 200,
    creates: true,
    reply: { kind: 'delayed' },
  },
  garbage_create: {
    what: '200 with broken JSON; created and billed',
    rows: [1, 19],
    source: 'F57',
    ...created,
    reply: { kind: 'whole', status: 200, contentType: 'application/json', body: '{"id": "video_' },
  },
  missing_id: {
    what: '200 without an id; created and billed',
    rows: [1],
    source: 'F40',
    ...created,
    reply: jsonReply(200, { object: 'video', status: 'queued', error: null }),
  },
} as const satisfies { readonly [name: string]: CreateScenario }
