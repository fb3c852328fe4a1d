import { randomUUID } from 'node:crypto'
import type { CredentialId, KeyAnswer, TaskId } from '@reelkeep/core'
import type { HttpClient, HttpOutcome } from './http-client.ts'
import type { Dialect, PollEvent } from './port.ts'
import { keptMessage, redactor } from './redact.ts'
import type { UpstreamSettings } from './settings.ts'

type Asking = { readonly settings: UpstreamSettings; readonly dialect: Dialect; readonly http: HttpClient }

const answerTimeoutMs = 10_000

/** Asks about a task that nobody ever made: one GET with this key. Nothing is created, and nothing is spent. */
export async function checkKey(
  { settings, dialect, http }: Asking,
  credentialId: CredentialId,
  { signal }: { readonly signal: AbortSignal },
): Promise<KeyAnswer> {
  const credential = settings.credentials.find(({ id }) => id === credentialId)
  if (credential === undefined) throw new Error('no such key is configured')
  // Shaped as the vendors' own ids are, so that it is looked up and not refused for its form.
  const taskId = randomUUID() as TaskId
  const redact = redactor({ keys: settings.credentials.map(({ key }) => key.reveal()), prompt: '' })
  const outcome = await http.get({
    url: new URL(`${settings.baseUrl}${dialect.buildPoll(taskId).path}`),
    headers: {
      authorization: `Bearer ${credential.key.reveal()}`,
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'reelkeep',
    },
    timeoutMs: answerTimeoutMs,
    signal,
  })
  return answerOf(readOutcome(dialect, outcome, taskId, settings), (words) =>
    keptMessage(words.replaceAll(taskId, '[task]'), redact),
  )
}

function readOutcome(
  dialect: Dialect,
  outcome: HttpOutcome,
  taskId: TaskId,
  { rules }: UpstreamSettings,
): PollEvent {
  if (outcome.outcome !== 'answered') {
    const httpStatus = outcome.outcome === 'cut' ? outcome.status : null
    return { type: 'poll-unanswered', httpStatus, retryAfterMs: null, message: outcome.message }
  }
  const { failedIsFree, allowHttpLinks, reportedTicksAre } = rules
  return dialect.readPoll(outcome, { taskId, failedIsFree, allowHttpLinks, reportedTicksAre })
}

function answerOf(event: PollEvent, kept: (words: string) => string): KeyAnswer {
  switch (event.type) {
    case 'task-missing':
      return { outcome: 'known' }
    case 'poll-account-refused':
      return { outcome: 'refused', httpStatus: event.httpStatus, words: kept(event.vendorMessage) }
    case 'poll-unanswered':
      return { outcome: 'unanswered', httpStatus: event.httpStatus, words: kept(event.message) }
    case 'poll-unrecognized':
      return { outcome: 'odd', words: kept(event.message) }
    case 'poll-pending':
    case 'render-succeeded':
    case 'render-linkless':
    case 'render-failed':
      return { outcome: 'odd', words: `${event.type} for a task that was never made` }
  }
}
