import { type ExchangeRecord, findModel, type Job, modeOf, type Step } from '@reelkeep/core'
import { checkKey } from './check-key.ts'
import type { Credential } from './credential.ts'
import { dialects } from './dialects/dialects.ts'
import { type HttpClient, type HttpOutcome, openHttpClient } from './http-client.ts'
import { pinOf, withoutBlame } from './pin.ts'
import type {
  AskedOf,
  Dialect,
  ModelTraits,
  PollAnswer,
  PollEvent,
  Reply,
  SubmitAnswer,
  SubmitEvent,
  Upstream,
} from './port.ts'
import { keptBody, keptMessage, type Redact, redactor, withoutPrompt } from './redact.ts'
import type { UpstreamSettings } from './settings.ts'

const pollTimeoutMs = 30_000

/** Speaks a dialect over HTTP with the keys of one configured upstream. */
export function openUpstream(settings: UpstreamSettings, http: HttpClient = openHttpClient()): Upstream {
  const ours = { settings, dialect: dialects[settings.profile.dialect], http }
  return {
    name: settings.rules.name,
    submit: (job, io) => submit(ours, job, io),
    poll: (job, io) => poll(ours, job, io),
    checkKey: (credential, io) => checkKey(ours, credential, io),
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
  const url = urlOf(settings.baseUrl, request.path)
  const redact = redactorOf(settings, job)
  const credential = submitCredential(settings, job)
  const unsent = unsentReason(credential, io.signal)
  if (unsent !== null || credential === null) {
    const outcome: HttpOutcome = { outcome: 'not-sent', message: unsent ?? '', durationMs: 0 }
    return {
      event: { type: 'submit-not-sent', message: outcome.message },
      exchange: recordOf({ step: 'submit', method: 'POST', url, outcome, redact, job }),
      surprises: [],
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
    surprises: surprisesIn(dialect, outcome, job),
  }
}

async function poll(
  { settings, dialect, http }: Ours,
  job: Job,
  io: { readonly signal: AbortSignal },
): Promise<PollAnswer> {
  const taskId = job.submission?.taskId
  if (!taskId) throw new Error(`job ${job.id} has no task to ask about`)
  const pin = pinOf(settings, job.submission)
  const url = urlOf(pin.baseUrl, dialect.buildPoll(taskId).path)
  const redact = redactorOf(settings, job)
  if (pin.credential === null) {
    const message = pin.foreign ?? `no key for ${settings.rules.name}`
    const outcome: HttpOutcome = { outcome: 'not-sent', message, durationMs: 0 }
    const event: PollEvent = { type: 'poll-account-refused', httpStatus: 401, vendorMessage: message }
    return {
      event: withoutBlame(event, pin),
      exchange: recordOf({ step: 'poll', method: 'GET', url, outcome, redact, job }),
      surprises: [],
    }
  }
  const outcome = await http.get({
    url,
    headers: headersOf(pin.credential),
    timeoutMs: pollTimeoutMs,
    signal: io.signal,
  })
  const { failedIsFree, allowHttpLinks, reportedTicksAre, speed } = settings.rules
  const read = readPollOutcome(dialect, outcome, job, {
    taskId,
    failedIsFree,
    allowHttpLinks,
    reportedTicksAre,
  })
  return {
    event: kept(unscaled(withoutBlame(read, pin), speed), redact),
    exchange: recordOf({ step: 'poll', method: 'GET', url, outcome, redact, job }),
    surprises: surprisesIn(dialect, outcome, job),
  }
}

function readSubmitOutcome(dialect: Dialect, outcome: HttpOutcome, job: Job): SubmitEvent {
  if (outcome.outcome === 'answered') return dialect.readSubmit(replyOf(outcome, job))
  if (outcome.outcome === 'not-sent') return { type: 'submit-not-sent', message: outcome.message }
  return (
    acceptedBeforeCut(dialect, outcome) ?? {
      type: 'submit-unknown',
      httpStatus: outcome.status,
      message: outcome.message,
    }
  )
}

/** JSON that came whole names its task, whatever was still announced behind it. */
function acceptedBeforeCut(
  dialect: Dialect,
  { status, contentType, body }: Extract<HttpOutcome, { outcome: 'cut' }>,
): SubmitEvent | null {
  if (status === null || body === null) return null
  const event = dialect.readSubmit({ status, contentType, headers: {}, body })
  return event.type === 'submit-accepted' ? event : null
}

function readPollOutcome(dialect: Dialect, outcome: HttpOutcome, job: Job, asked: AskedOf): PollEvent {
  if (outcome.outcome === 'answered') {
    const event = dialect.readPoll(replyOf(outcome, job), asked)
    // A failure that echoes the prompt is read again without it; a success is not, since its link must stay whole.
    return event.type === 'render-failed' ? dialect.readPoll(promptless(outcome, job), asked) : event
  }
  return {
    type: 'poll-unanswered',
    httpStatus: outcome.outcome === 'cut' ? outcome.status : null,
    retryAfterMs: null,
    message: outcome.message,
  }
}

function surprisesIn(dialect: Dialect, outcome: HttpOutcome, job: Job): SubmitAnswer['surprises'] {
  return outcome.outcome === 'answered' ? dialect.surprises(replyOf(outcome, job)) : []
}

/** The key that the committed submission names; a submission never goes out under another one. */
function submitCredential(settings: UpstreamSettings, job: Job): Credential | null {
  if (!settings.configured) return null
  const wanted = job.submission?.credentialId
  const [current = null] = settings.credentials
  return wanted ? (settings.credentials.find(({ id }) => id === wanted) ?? null) : current
}

function unsentReason(credential: Credential | null, signal: AbortSignal): string | null {
  if (signal.aborted) return 'not sent: this process is going down'
  return credential === null ? 'not sent: no key is configured for this submission' : null
}

function traitsOf(settings: UpstreamSettings, job: Job): ModelTraits {
  const { operation, params } = job
  const rules = findModel(settings.profile.models, job.model)?.modes[
    modeOf({ operation, imageUrls: params.imageUrls })
  ]
  const kind = rules?.duration.kind
  return { sendsDuration: kind !== 'fixed' && kind !== 'as-source' }
}

function urlOf(baseUrl: string, path: string): URL {
  return new URL(`${baseUrl}${path}`)
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
  const keys = settings.credentials.map(({ key }) => key.reveal())
  return redactor({ keys: [...keys, ...signaturesIn(job.params.imageUrls)], prompt: job.prompt })
}

/** What opens our own links: to be found however an upstream spells the link that it repeats. */
function signaturesIn(links: readonly string[]): string[] {
  return links.flatMap((link) => /X-Amz-Signature=([0-9a-f]{64})/i.exec(link)?.[1] ?? [])
}

type Answered = Extract<HttpOutcome, { outcome: 'answered' }>

function replyOf(outcome: Answered, job: Job): Reply {
  if (outcome.status >= 400) return promptless(outcome, job)
  const { status, contentType, headers, body } = outcome
  return { status, contentType, headers, body }
}

function promptless(outcome: Answered, job: Job): Reply {
  const { status, contentType, headers, body } = outcome
  return { status, contentType, headers, body: withoutPrompt(body, job.prompt) }
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
      event.vendorCode !== null && {
        vendorCode: keptMessage(event.vendorCode, redact).slice(0, 100).toWellFormed(),
      }),
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
    contentType: unsent || outcome.contentType === null ? null : redact(outcome.contentType),
    body: unsent ? null : keptBody(outcome.body, redact),
    durationMs: outcome.durationMs,
    submissionId: job.submission?.id ?? null,
  }
}
