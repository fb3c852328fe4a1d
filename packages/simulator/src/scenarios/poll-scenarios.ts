import { errorReply } from './reply.ts'
import type { PollScenario } from './scenario.ts'

const polls = { unit: 'polls', value: 2 }

/** What can happen to a question about a task. */
export const pollScenarios = {
  poll_not_found: {
    what: '404 for a while after creation',
    unit: 'vendor seconds',
    value: 200,
    lasts: 'seconds',
    reply: errorReply(404, 'task not found'),
  },
  poll_rate_limited: {
    what: '429 with Retry-After: 45 (the vendor’s seconds)',
    ...polls,
    lasts: 'polls',
    reply: errorReply(429, 'too many requests', { 'retry-after': '45' }),
  },
  poll_error: {
    what: '503',
    ...polls,
    lasts: 'polls',
    reply: errorReply(503, 'service unavailable'),
  },
  poll_lost: {
    what: 'the socket dies before the answer',
    ...polls,
    lasts: 'polls',
    reply: { kind: 'lost', after: 'nothing' },
  },
  poll_garbage: {
    what: '200 with broken JSON',
    ...polls,
    lasts: 'polls',
    reply: { kind: 'whole', status: 200, contentType: 'application/json', body: '{"id": "video_' },
  },
  unknown_status: {
    what: 'a status word that no document knows',
    ...polls,
    lasts: 'polls',
    reply: { kind: 'task', fields: { status: 'rendering_stage_2', video_url: null, error: null } },
  },
  missing_link: {
    what: 'completed without a link',
    unit: 'polls',
    value: 1_000_000,
    lasts: 'completed-polls',
    reply: { kind: 'task', fields: { video_url: null } },
  },
} as const satisfies { readonly [name: string]: PollScenario }
