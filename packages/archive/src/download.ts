import { setTimeout as delay } from 'node:timers/promises'
import { Agent } from 'undici'
import {
  type DownloadLimits,
  type DownloadOutcome,
  type DownloadRequest,
  defaultDownloadLimits,
  type Hop,
  type Progress,
} from './download-request.ts'
import { fetchBody, outcomeOf } from './fetch-body.ts'
import type { ConnectGuard } from './links/connect-guard.ts'

/**
 * Fetches strangers' links: the only place that does. It checks each hop and stops at its caps. Connections are made
 * directly, never through HTTPS_PROXY: a proxy would resolve the name for us, and nobody would see the address. Links under
 * different permissions share no connection.
 */
export type Downloader = {
  download(request: DownloadRequest): Promise<DownloadOutcome>
  close(): Promise<void>
}

export function openDownloader(
  guard: ConnectGuard,
  limits: DownloadLimits = defaultDownloadLimits,
): Downloader {
  const agents = new Map<string, Agent>()
  const agentFor = (allowedHosts: readonly string[]): Agent => {
    const key = allowedHosts.toSorted().join(' ')
    const agent =
      agents.get(key) ??
      new Agent({
        connect: guard.connectTo(allowedHosts),
        allowH2: false,
        headersTimeout: limits.headersTimeoutMs,
        bodyTimeout: limits.idleTimeoutMs,
      })
    agents.set(key, agent)
    return agent
  }
  return {
    download: (request) => download({ agent: agentFor(request.rules.allowedHosts), guard, limits }, request),
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  }
}

type Tools = { readonly agent: Agent; readonly guard: ConnectGuard; readonly limits: DownloadLimits }

async function download(tools: Tools, request: DownloadRequest): Promise<DownloadOutcome> {
  if (!URL.canParse(request.link)) return { outcome: 'unusable', problem: 'the link is no web address' }
  const deadlineAt = performance.now() + tools.limits.totalTimeoutMs
  const progress: Progress = { bytes: 0, total: null, validator: null, endAnnounced: false }
  const ask = (url: URL, key: Key | null): Promise<Hop> =>
    fetchBody(tools, request, { url, authorization: key?.authorization ?? null, progress, deadlineAt })
  let url = new URL(request.link)
  let key: Key | null = null
  for (let hops = 0; hops <= tools.limits.maxRedirects; hops++) {
    const refusal = check(tools, url, request)
    if (refusal !== null) return refusal
    if (key?.origin !== url.origin) key = null
    let reply = await ask(url, key)
    if (key === null && isRefusal(reply)) {
      key = keyOf(url, request)
      if (key !== null) reply = await ask(url, key)
    }
    if (reply.outcome === 'broken-off') {
      return await takeRest(tools, request, { url, progress, deadlineAt, reply, ask: () => ask(url, key) })
    }
    if (reply.outcome !== 'redirected') return reply
    const next = resolveLocation(reply.location, url)
    if (next === null) return { outcome: 'interrupted', message: 'redirected to nowhere' }
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      return {
        outcome: 'refused',
        host: next.hostname,
        message: `redirected from https to ${next.protocol}//${next.hostname}`,
        allow: null,
      }
    }
    url = next
  }
  return { outcome: 'interrupted', message: `more than ${tools.limits.maxRedirects} redirects` }
}

type Rest = {
  readonly url: URL
  readonly progress: Progress
  readonly deadlineAt: number
  readonly reply: Extract<Hop, { outcome: 'broken-off' }>
  readonly ask: () => Promise<Hop>
}

/** Asks the last address for what is missing, a few times; the bytes that came stay where they are. */
async function takeRest(tools: Tools, request: DownloadRequest, rest: Rest): Promise<DownloadOutcome> {
  const { progress } = rest
  let { reply }: { reply: Hop } = rest
  const canResume = progress.bytes > 0 && progress.total !== null && progress.validator !== null
  for (let resumes = 0; reply.outcome === 'broken-off'; resumes++) {
    const waitMs = tools.limits.resumeWaitMs * 2 ** resumes
    const isTooLate = performance.now() + waitMs > rest.deadlineAt
    if (!canResume || resumes === tools.limits.maxResumes || isTooLate) {
      return { outcome: 'interrupted', message: reply.message }
    }
    await delay(waitMs, undefined, { signal: request.signal }).catch(() => undefined)
    const refusal = check(tools, rest.url, request)
    if (refusal !== null) return refusal
    reply = await rest.ask()
  }
  return reply.outcome === 'redirected'
    ? { outcome: 'interrupted', message: 'the rest was answered by a redirect' }
    : reply
}

function check(tools: Tools, url: URL, request: DownloadRequest): DownloadOutcome | null {
  try {
    tools.guard.checkUrl(url, request.rules)
    return null
  } catch (error) {
    return outcomeOf(error)
  }
}

/** Goes to this origin and nowhere else. */
type Key = { readonly origin: string; readonly authorization: string }

function keyOf(url: URL, { keyFor }: DownloadRequest): Key | null {
  const authorization = keyFor?.(url) ?? null
  return authorization === null ? null : { origin: url.origin, authorization }
}

function isRefusal(reply: Hop): boolean {
  return reply.outcome === 'answered-otherwise' && (reply.status === 401 || reply.status === 403)
}

function resolveLocation(location: string, base: URL): URL | null {
  return URL.canParse(location, base.href) ? new URL(location, base) : null
}
