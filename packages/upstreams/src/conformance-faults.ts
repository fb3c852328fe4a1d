import type { PollEvent, SubmitEvent } from './port.ts'

/** What an upstream can do to us, told apart by what it means and not by who does it. */
export type Fault = 'none' | keyof typeof submitFaults | keyof typeof pollFaults

/** What becomes of a POST, and how many tasks stand on the bill after it. */
export const submitFaults = {
  'refused for now': ['submit-rate-limited', 0],
  'out of credit': ['submit-account-refused', 0],
  'out of credit, as 429': ['submit-account-refused', 0],
  'out of the key’s own quota': ['submit-account-refused', 0],
  'spending limit': ['submit-account-refused', 0],
  'key refused': ['submit-account-refused', 0],
  'key refused, as 400': ['submit-account-refused', 0],
  'a place for the clip demanded': ['submit-account-refused', 0],
  'redirect, as for a wrong path': ['submit-account-refused', 0],
  'model unknown': ['submit-rejected', 0],
  'body too long': ['submit-rejected', 0],
  'body too long, as 400': ['submit-rejected', 0],
  'bad request, as 500': ['submit-rejected', 0],
  'page with 200': ['submit-unknown', 0],
  'error, nothing made': ['submit-unknown', 0],
  'error, task made': ['submit-unknown', 1],
  'page, nothing made': ['submit-unknown', 0],
  'page, task made': ['submit-unknown', 1],
  'text of a proxy, nothing made': ['submit-unknown', 0],
  'text of a proxy, task made': ['submit-unknown', 1],
  'socket dies, nothing made': ['submit-unknown', 0],
  'socket dies, task made': ['submit-unknown', 1],
  'reply cut, task made': ['submit-unknown', 1],
  'broken reply, task made': ['submit-unknown', 1],
  'no id, task made': ['submit-unknown', 1],
} as const satisfies Record<string, readonly [SubmitEvent['type'], number]>

/** What a question means: the first one, asked before the render is over or after it. */
export const pollFaults = {
  'not known': ['before', 'task-missing'],
  'not known, as 400': ['before', 'task-missing'],
  'empty 202': ['before', 'poll-pending'],
  'id alone': ['before', 'poll-pending'],
  'bad request for now': ['before', 'poll-unanswered'],
  'asked too often': ['after', 'poll-unanswered'],
  'server error': ['after', 'poll-unanswered'],
  'text of a proxy on a poll': ['after', 'poll-unanswered'],
  'socket dies': ['after', 'poll-unanswered'],
  'key refused on a poll': ['after', 'poll-account-refused'],
  'key refused on a poll, as 400': ['after', 'poll-account-refused'],
  'broken answer': ['after', 'poll-unrecognized'],
  'page on a poll': ['after', 'poll-unrecognized'],
  'word of its own': ['after', 'poll-unrecognized'],
  'answer about another task': ['after', 'poll-unrecognized'],
  'no status': ['after', 'render-succeeded'],
  'words of its kin': ['after', 'render-succeeded'],
  'words in capitals': ['after', 'render-succeeded'],
  'field of its own': ['after', 'render-succeeded'],
  'link in another place': ['after', 'render-succeeded'],
  'failed outside, done inside': ['after', 'render-succeeded'],
  'done without a link': ['after', 'render-linkless'],
  'done with an empty link': ['after', 'render-linkless'],
  'done with words for a link': ['after', 'render-linkless'],
  'render failed': ['after', 'upstream_failed'],
  'failed outside, running inside': ['after', 'upstream_failed'],
  expired: ['after', 'upstream_expired'],
  'content refused': ['after', 'moderated'],
  'content refused, as 400': ['after', 'moderated'],
  'content refused, as a flag': ['after', 'moderated'],
  'content refused, in words': ['after', 'moderated'],
  'content refused, by the wrapper': ['after', 'moderated'],
} as const satisfies Record<string, readonly ['before' | 'after', PollMeaning]>

type RenderFailure = Extract<PollEvent, { type: 'render-failed' }>
export type PollMeaning = Exclude<PollEvent['type'], 'render-failed'> | RenderFailure['reason']
