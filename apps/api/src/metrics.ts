import { linkAlarms } from '@reelkeep/core'
import { type Gauges, readGauges } from '@reelkeep/db'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { AppDeps } from './deps.ts'

export type Metrics = {
  /** A request was answered. */
  observe(request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly seconds: number
  }): void
  /** The page for Prometheus; what comes from the database is read when it is asked for. */
  text(): Promise<string>
  readonly contentType: string
}

/** Names use the columns' words. One registry per app, so that two apps in one process do not share counts. */
export function createMetrics({ db }: Pick<AppDeps, 'db'>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'reelkeep_http_request_seconds',
    help: 'How long requests took',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
    registers: [registry],
  })
  const database = databaseGauges(registry)
  return {
    observe: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    text: async () => {
      // Prometheus must see that the database is away, not a failed scrape.
      database(await readGauges(db).catch(() => null))
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

function databaseGauges(registry: Registry): (gauges: Gauges | null) => void {
  const registers = [registry]
  const up = new Gauge({ name: 'reelkeep_postgres_up', help: '1: the database answers', registers })
  const jobs = new Gauge({ name: 'reelkeep_jobs', help: 'Jobs by state', labelNames: ['state'], registers })
  const dueAge = new Gauge({
    name: 'reelkeep_oldest_due_age_seconds',
    help: 'How long the oldest due step waits',
    registers,
  })
  const unconfirmed = new Gauge({
    name: 'reelkeep_unconfirmed_jobs',
    help: 'Jobs of which nobody knows whether they were bought',
    registers,
  })
  const expiry = new Gauge({
    name: 'reelkeep_soonest_link_expiry_seconds',
    help: 'Until the first link of a clip that is not yet ours dies; absent when no clip is at risk',
    registers,
  })
  const inFlight = new Gauge({
    name: 'reelkeep_upstream_in_flight',
    help: 'Slots taken at an upstream',
    labelNames: ['upstream'],
    registers,
  })
  const open = new Gauge({
    name: 'reelkeep_upstream_open',
    help: '1: jobs may be sent to the upstream',
    labelNames: ['upstream'],
    registers,
  })
  const atRisk = new Gauge({
    name: 'reelkeep_clips_at_risk',
    help: 'Clips that are paid for and not yet ours, by what is left of their link (all, third, tenth) and whether a rescue folder holds them',
    labelNames: ['left', 'rescued'],
    registers,
  })
  const unwell = new Gauge({
    name: 'reelkeep_archive_unwell',
    help: '1: clips cannot be kept, so none is bought',
    registers,
  })
  const workers = new Gauge({ name: 'reelkeep_workers', help: 'Workers heard from lately', registers })
  return (gauges) => {
    up.set(gauges === null ? 0 : 1)
    for (const gauge of [jobs, inFlight, open, atRisk]) gauge.reset()
    for (const gauge of [dueAge, unconfirmed, expiry, workers, unwell]) gauge.remove()
    if (gauges === null) return
    for (const { state, count } of gauges.jobs) jobs.set({ state }, count)
    for (const { upstream, inFlight: taken, isOpen } of gauges.gates) {
      inFlight.set({ upstream }, taken)
      open.set({ upstream }, isOpen ? 1 : 0)
    }
    for (const { level, rescued, count } of gauges.atRisk) {
      atRisk.set({ left: linkAlarms[level - 1] ?? 'all', rescued: String(rescued) }, count)
    }
    unwell.set(gauges.isArchiveUnwell ? 1 : 0)
    dueAge.set(gauges.oldestDueAgeS)
    unconfirmed.set(gauges.unconfirmed)
    workers.set(gauges.workers)
    if (gauges.soonestLinkExpiryS !== null) expiry.set(gauges.soonestLinkExpiryS)
  }
}
