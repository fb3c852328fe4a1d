import type { Job, Submission } from '@reelkeep/core'
import type { Credential } from './credential.ts'
import { environmentName } from './environment-name.ts'
import type { PollEvent } from './port.ts'
import type { UpstreamSettings } from './settings.ts'

/** The key and the place that a task is asked about with: those that made it, for as long as we have them. */
export type Pin = {
  /** Without a slash at the end. */
  readonly baseUrl: string
  /** Null: we have no key that may be sent there. */
  readonly credential: Credential | null
  /** What tells the asking from the making; null: the same key. */
  readonly foreign: string | null
  /** The key is the one that creates are sent with, at the place they are sent to. */
  readonly isCurrent: boolean
}

/**
 * A task is pinned to the base URL and the key of its submission. A key that made no task there is not sent to a base
 * URL that is not configured any more: it may be a former vendor's.
 */
export function pinOf(settings: UpstreamSettings, submission: Submission | null): Pin {
  const baseUrl = usableBaseUrl(submission?.baseUrl ?? null) ?? settings.baseUrl
  const credentialId = submission?.credentialId ?? null
  const [current = null] = settings.credentials
  const creator = settings.credentials.find(({ id }) => id === credentialId)
  const isHome = baseUrl === settings.baseUrl
  if (creator !== undefined) {
    return { baseUrl, credential: creator, foreign: null, isCurrent: isHome && creator === current }
  }
  const credential = isHome ? current : null
  if (credentialId === null && isHome) return { baseUrl, credential, foreign: null, isCurrent: true }
  const setting = `${environmentName(settings.rules.name)}_API_KEY_PREVIOUS`
  const foreign = `the key that made this task is not configured; put it into ${setting}`
  return { baseUrl, credential, foreign, isCurrent: false }
}

/**
 * The `Authorization` header for a link that the upstream serves itself and guards with the key; null for every other
 * address, since a signed link of a stranger's must never see our key. Only the very key that made the task is given.
 */
export function authorizationFor(settings: UpstreamSettings, job: Job, url: URL): string | null {
  const { baseUrl, credential, foreign } = pinOf(settings, job.submission)
  if (credential === null || foreign !== null) return null
  return new URL(baseUrl).origin === url.origin ? `Bearer ${credential.key.reveal()}` : null
}

/**
 * A task asked about with another key than made it (`foreign` says so): "no such task" then says nothing about the task.
 * Refused with another key than the current: that says nothing about the account we submit with, so no gate closes.
 */
export function withoutBlame(event: PollEvent, { foreign, isCurrent }: Pin): PollEvent {
  const isMissing = event.type === 'task-missing'
  const isRefused = event.type === 'poll-account-refused'
  if (!isMissing && !isRefused) return event
  if (foreign === null && (isMissing || isCurrent)) return event
  const words = isMissing ? event.message : event.vendorMessage
  return {
    type: 'poll-unanswered',
    httpStatus: event.httpStatus,
    retryAfterMs: null,
    message: foreign ?? `the previous key that made this task is refused: ${words}`,
  }
}

/** A row that holds no web address says nothing of where the task is. */
function usableBaseUrl(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null
  const { protocol, hostname } = new URL(text)
  return /^https?:$/.test(protocol) && hostname !== '' ? text.replace(/\/+$/, '') : null
}
