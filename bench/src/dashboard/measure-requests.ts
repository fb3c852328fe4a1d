import type { RunningApi } from './open-stage.ts'
import type { PageRequest } from './requests.ts'

export type RequestFigures = PageRequest & {
  readonly status: number
  readonly bytes: number
  /** What the request found, if it is a list. */
  readonly found: number | null
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
}

/** As many as the api has connections. */
const warmRounds = 10

/**
 * Makes each request so many times, one after the other, all requests in each round: so none is measured only while the
 * pages it needs are fresh in memory, and a machine that slows down for a while slows all of them.
 */
export async function measureRequests(
  requests: readonly PageRequest[],
  rounds: number,
  api: RunningApi,
): Promise<RequestFigures[]> {
  const times = requests.map((): number[] => [])
  const replies = new Map<number, Pick<RequestFigures, 'status' | 'bytes' | 'found'>>()
  for (let round = -warmRounds; round < rounds; round += 1) {
    for (const [place, { path }] of requests.entries()) {
      const startedAt = performance.now()
      const reply = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.key}` } })
      const text = await reply.text()
      const tookMs = performance.now() - startedAt
      replies.set(place, { status: reply.status, bytes: text.length, found: foundIn(text) })
      // Each of the api's connections has to meet each page once: Postgres maps it into that process then.
      if (round >= 0) times[place]?.push(tookMs)
    }
  }
  return requests.map((request, place) => {
    const sorted = (times[place] ?? []).sort((a, b) => a - b)
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
    const reply = replies.get(place) ?? { status: 0, bytes: 0, found: null }
    return { ...request, ...reply, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
  })
}

function foundIn(text: string): number | null {
  const body = text.startsWith('{') ? (JSON.parse(text) as { data?: unknown[]; count?: number }) : {}
  return body.data?.length ?? body.count ?? null
}
