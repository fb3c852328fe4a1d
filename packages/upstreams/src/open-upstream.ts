import { type ExchangeRecord, type Job, modeOf, type Step, type TaskId } from '@reelkeep/core'
import type { Credential } from './credential.ts'
import { dialects } from './dialects/dialects.ts'
import { environmentName } from './environment-name.ts'
import { type HttpClient, type HttpOutcome, openHttpClient } from './http-client.ts'
import type { Dialect, PollAnswer, PollEvent, Reply, SubmitAnswer, SubmitEvent, Upstream } from './port.ts'
import { keptBody, keptMessage, type Redact, redactor, withoutPrompt } from './redact.ts'
import type { UpstreamSettings } from './settings.ts'

const pollTimeoutMs = 30_000

/** Speaks a dialect over HTTP with the keys of one configured upstream. */
export function openUpstream(settings: UpstreamSettings, http: HttpClient = openHttpClient()): Upstream {
  const dialect = dialects[settings.profile.dialect]
  if (!dialect) throw new Error(`no dialect ${settings.profile.dialect} for upstream ${settings.rules.name}`)
  const ours = { settings, dialect, http }
  return {
    name: settings.rules.name,
    submit: (job, io) => submit(ours, job, io),
    poll: (job, io) => poll(ours, job, io),
    close: () => http.close(),
  }
}

type Ours = { readonly settings: UpstreamSettings; readonly dialect: Dialect; readonly http: HttpClient }

async function submit(
  { settings, dialect, http }: Ours,
  job: Job,
  io: { readonly signal: AbortSignal; readonly onHeadersSent?: () => void },
): Promise<SubmitAnswer> {
  const request = dialect.buildSubmit(job, traitsOf(settings, job))
  const url = urlOf(settings, request.path)
  const redact = redactorOf(settings, job)
  const credential = submitCredential(settings, job)
  const unsent = unsentReason(credential, io.signal)
  if (unsent !== null || credential === null) {
    const outcome: HttpOutcome = { outcome: 'not-sent', message: unsent ?? '', durationMs: 0 }
    return {
      event: { type: 'submit-not-sent', message: outcome.message },
      exchange: recordOf({ step: 'submit', method: 'POST', url, outcome, redact, job }),
    }
  }
  const outcome = await http.postOnce({
    url,
    headers: { ...headersOf(credential), 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
    timeoutMs: settings.rules.submitTimeoutMs,
    onHeadersSent: io.onHeadersSent,
  })
  return {
    event: kept(unscaled(readSubmitOutcome(dialect, outcome, job), settings.rules.speed), redact),
    exchange: recordOf({ step: 'submit', method: 'POST', url, outcome, redact, job }),
  }
}

async function poll(
  { settings, dialect, http }: Ours,
  job: Job,
  io: { readonly signal: AbortSignal },
): Promise<PollAnswer> {
  const taskId = job.submission?.taskId
  if (!taskId) throw new Error(`job ${job.id} has no task to ask about`)
  const { credential, foreign } = pollCredential(settings, job)
  const url = urlOf(settings, dialect.buildPoll(taskId).path)
  const redact = redactorOf(settings, job)
  if (credential === null) {
    const message = `no key for ${settings.rules.name}`
    const outcome: HttpOutcome = { outcome: 'not-sent', message, durationMs: 0 }
    return {
      event: { type: 'poll-account-refused', httpStatus: 401, vendorMessage: message },
      exchange: recordOf({ step: 'poll', method: 'GET', url, outcome, redact, job }),
    }
  }
  const outcome = await http.get({
    url,
    headers: headersOf(credential),
    timeoutMs: pollTimeoutMs,
    signal: io.signal,
  })
  const read = readPollOutcome(dialect, outcome, job, { taskId, failedIsFree: settings.rules.failedIsFree })
  const event = withoutBlame(read, { foreign, isCurrent: credential === settings.credentials[0] })
  return {
    event: kept(unscaled(event, settings.rules.speed), redact),
    exchange: recordOf({ step: 'poll', method: 'GET', url, outcome, redact, job }),
  }
}

function readSubmitOutcome(dialect: Dialect, outcome: HttpOutcome, job: Job): SubmitEvent {
  if (outcome.outcome === 'answered') return dialect.readSubmit(replyOf(outcome, job))
  if (outcome.outcome === 'not-sent') return { type: 'submit-not-sent', message: outcome.message }
  return { type: 'submit-unknown', httpStatus: outcome.status, message: outcome.message }
}

function readPollOutcome(
  dialect: Dialect,
  outcome: HttpOutcome,
  job: Job,
  asked: { readonly taskId: TaskId; readonly failedIsFree: boolean },
): PollEvent {
  if (outcome.outcome === 'answered') return dialect.readPoll(replyOf(outcome, job), asked)
  return {
    type: 'poll-unanswered',
    httpStatus: outcome.outcome === 'cut' ? outcome.status : null,
    retryAfterMs: null,
    message: outcome.message,
  }
}

/**
 * A task asked about otherwise than it was made (`foreign` says how): "no such task" then says nothing about the task.
 * Refused with another key than the current: that says nothing about the account we submit with, so no gate closes.
 */
function withoutBlame(
  event: PollEvent,
  asked: { readonly foreign: string | null; readonly isCurrent: boolean },
): PollEvent {
  const isMissing = event.type === 'task-missing'
  const isRefused = event.type === 'poll-account-refused'
  if (!isMissing && !isRefused) return event
  if (asked.foreign === null && (isMissing || asked.isCurrent)) return event
  const words = isMissing ? event.message : event.vendorMessage
  return {
    type: 'poll-unanswered',
    httpStatus: event.httpStatus,
    retryAfterMs: null,
    message: asked.foreign ?? `the previous key that made this task is refused: ${words}`,
  }
}

/** The key that the committed submission names; a submission never goes out under another one. */
function submitCredential(settings: UpstreamSettings, job: Job): Credential | null {
  if (!settings.configured) return null
  const wanted = job.submission?.credentialId
  const [current = null] = settings.credentials
  return wanted ? (settings.credentials.find(({ id }) => id === wanted) ?? null) : current
}

/** The key to ask with, and what tells the asking from the making; null: the same key at the same place. */
function pollCredential(
  settings: UpstreamSettings,
  job: Job,
): { credential: Credential | null; foreign: string | null } {
  const { credentialId = null, baseUrl = null } = job.submission ?? {}
  const creator = settings.credentials.find(({ id }) => id === credentialId)
  const [current = null] = settings.credentials
  const credential = creator ?? current
  if (creator === undefined && credentialId !== null) {
    const setting = `${environmentName(settings.rules.name)}_API_KEY_PREVIOUS`
    return { credential, foreign: `the key that made this task is not configured; put it into ${setting}` }
  }
  if (baseUrl !== null && baseUrl !== settings.baseUrl) {
    return { credential, foreign: 'the task was made under another base URL and is not known under this one' }
  }
  return { credential, foreign: null }
}

function unsentReason(credential: Credential | null, signal: AbortSignal): string | null {
  if (signal.aborted) return 'not sent: this process is going down'
  return credential === null ? 'not sent: no key is configured for this submission' : null
}

function traitsOf(settings: UpstreamSettings, { model, operation, params }: Job): { sendsDuration: boolean } {
  const capability = settings.profile.models.find((known) => known.model === model)
  const duration = capability?.modes[modeOf({ operation, imageUrls: params.imageUrls })]?.duration
  return { sendsDuration: duration?.kind !== 'fixed' && duration?.kind !== 'as-source' }
}

function urlOf(settings: UpstreamSettings, path: string): URL {
  return new URL(`${settings.baseUrl}${path}`)
}

function headersOf(credential: Credential): { [name: string]: string } {
  return {
    authorization: `Bearer ${credential.key.reveal()}`,
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'reelkeep',
  }
}

function redactorOf(settings: UpstreamSettings, job: Job): Redact {
  return redactor({ keys: settings.credentials.map(({ key }) => key.reveal()), prompt: job.prompt })
}

function replyOf(outcome: Extract<HttpOutcome, { outcome: 'answered' }>, job: Job): Reply {
  const isRefusal = outcome.status >= 400
  return {
    status: outcome.status,
    contentType: outcome.contentType,
    headers: outcome.headers,
    body: isRefusal ? withoutPrompt(outcome.body, job.prompt) : outcome.body,
  }
}

/** A simulated upstream's waits pass as fast as its clock runs. */
function unscaled<Event extends SubmitEvent | PollEvent>(event: Event, speed: number): Event {
  if (speed === 1 || !('retryAfterMs' in event) || event.retryAfterMs === null) return event
  return { ...event, retryAfterMs: event.retryAfterMs / speed }
}

/** The upstream's words, fit to be kept in the job's history and shown. */
function kept<Event extends SubmitEvent | PollEvent>(event: Event, redact: Redact): Event {
  return {
    ...event,
    ...('message' in event && { message: keptMessage(event.message, redact) }),
    ...('vendorMessage' in event && { vendorMessage: keptMessage(event.vendorMessage, redact) }),
    ...('vendorCode' in event &&
      event.vendorCode !== null && { vendorCode: keptMessage(event.vendorCode, redact).slice(0, 100) }),
  }
}

function recordOf(exchange: {
  step: Step
  method: string
  url: URL
  outcome: HttpOutcome
  redact: Redact
  job: Job
}): ExchangeRecord {
  const { step, method, url, outcome, redact, job } = exchange
  const unsent = outcome.outcome === 'not-sent'
  return {
    step,
    method,
    path: url.pathname,
    httpStatus: unsent ? null : outcome.status,
    contentType: unsent ? null : outcome.contentType,
    body: unsent ? null : keptBody(outcome.body, redact),
    durationMs: outcome.durationMs,
    submissionId: job.submission?.id ?? null,
  }
}
