import { createServer } from 'node:http'
import type { LinkAlarm, Step } from '@reelkeep/core'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  stepEnded(step: Step, outcome: string, durationMs: number): void
  admitted(upstream: string, count: number): void
  rungAgain(count: number): void
  messageLost(lane: string): void
  /** Steps run straight from their rows, because the queue store was away. */
  ranDirectly(step: Step, count: number): void
  /** A lane took nothing although messages waited for it. */
  laneStuck(lane: Step): void
  /** A reply held a status or a field that its dialect does not know. */
  surprised(upstream: string, kind: 'status' | 'field'): void
  /** A link whose clip is not ours has so little of its life left. */
  linkAged(left: LinkAlarm): void
  rescued(outcome: 'rescued' | 'failed' | 'kept'): void
  /** A reply about a task could not be read at all. */
  unrecognized(upstream: string): void
  /** A stored clip was read and hashed again. */
  clipChecked(outcome: 'whole' | 'missing' | 'other_length' | 'other_hash' | 'unreadable'): void
  uploadsSwept(count: number): void
  text(): Promise<string>
}

export function createMetrics(inFlight: (step: Step) => number): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const steps = new Histogram({
    name: 'reelkeep_worker_step_duration_seconds',
    help: 'Steps by outcome, from message to the saved decision',
    labelNames: ['step', 'outcome'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  const admissions = new Counter({
    name: 'reelkeep_worker_admitted_total',
    help: 'Jobs moved from queued to submitting',
    labelNames: ['upstream'],
    registers,
  })
  const rung = new Counter({
    name: 'reelkeep_worker_rung_again_total',
    help: 'Messages the sweep had to ring again',
    registers,
  })
  const lost = new Counter({
    name: 'reelkeep_worker_messages_lost_total',
    help: 'Signs that a message under way was gone from the queue store',
    labelNames: ['lane'],
    registers,
  })
  const direct = new Counter({
    name: 'reelkeep_worker_direct_steps_total',
    help: 'Steps run straight from their rows while the queue store was away',
    labelNames: ['step'],
    registers,
  })
  const stuck = new Counter({
    name: 'reelkeep_worker_lanes_reopened_total',
    help: 'Lanes that took nothing although messages waited, and were opened again',
    labelNames: ['lane'],
    registers,
  })
  const surprises = new Counter({
    name: 'reelkeep_worker_surprises_total',
    help: 'Statuses and fields in replies that the dialect of the upstream does not know',
    labelNames: ['upstream', 'kind'],
    registers,
  })
  const unrecognized = new Counter({
    name: 'reelkeep_worker_unrecognized_total',
    help: 'Replies to polls that could not be read',
    labelNames: ['upstream'],
    registers,
  })
  const aged = new Counter({
    name: 'reelkeep_worker_link_alarms_total',
    help: 'Links with a third or a tenth of their life left, whose clip is not yet ours',
    labelNames: ['left'],
    registers,
  })
  const rescues = new Counter({
    name: 'reelkeep_worker_rescues_total',
    help: 'Clips that the store would not take: brought to our own disk, not brought there, or kept from there',
    labelNames: ['outcome'],
    registers,
  })
  const checks = new Counter({
    name: 'reelkeep_worker_clips_checked_total',
    help: 'Stored clips that were read and hashed again, by what was found',
    labelNames: ['outcome'],
    registers,
  })
  const swept = new Counter({
    name: 'reelkeep_worker_uploads_swept_total',
    help: 'Unfinished uploads that were aborted',
    registers,
  })
  const running = new Gauge({
    name: 'reelkeep_worker_steps_in_flight',
    help: 'Steps under way',
    labelNames: ['step'],
    registers,
    collect: () => {
      for (const step of ['submit', 'poll', 'archive'] as const) running.set({ step }, inFlight(step))
    },
  })
  return {
    stepEnded: (step, outcome, durationMs) => steps.observe({ step, outcome }, durationMs / 1000),
    admitted: (upstream, count) => admissions.inc({ upstream }, count),
    rungAgain: (count) => rung.inc(count),
    messageLost: (lane) => lost.inc({ lane }),
    ranDirectly: (step, count) => direct.inc({ step }, count),
    laneStuck: (lane) => stuck.inc({ lane }),
    surprised: (upstream, kind) => surprises.inc({ upstream, kind }),
    linkAged: (left) => aged.inc({ left }),
    rescued: (outcome) => rescues.inc({ outcome }),
    unrecognized: (upstream) => unrecognized.inc({ upstream }),
    clipChecked: (outcome) => checks.inc({ outcome }),
    uploadsSwept: (count) => swept.inc(count),
    text: () => registry.metrics(),
  }
}

/** Its own port, asked for by name: a worker listens to nothing else. */
export async function serveMetrics(
  metrics: Metrics,
  address: { readonly host: string; readonly port: number },
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, resolve)
  })
  return {
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
