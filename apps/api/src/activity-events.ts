import { gateStateOf } from '@reelkeep/core'
import type { Activity, BatchRecord, Gate, WorkerRow } from '@reelkeep/db'
import { presentCounts } from './presenters/present-batch.ts'
import { presentPause } from './presenters/present-brakes.ts'
import { momentText } from './presenters/present-values.ts'
import { aliveWithinMs } from './presenters/present-worker.ts'

/** Something a page may want to show at once. `data` is small: what changed, not everything about it. */
export type ActivityEvent = { readonly event: ActivityKind; readonly data: object }

export type ActivityKind =
  | 'batch'
  | 'jobs'
  | 'operation'
  | 'upstream'
  | 'workers'
  | 'attention'
  | 'failures'
  | 'audit'

/** What an owner's pages are told about at a moment: its own things, and what all owners share. */
export type Moment = {
  readonly activity: Activity
  readonly gates: readonly Gate[]
  readonly workers: readonly WorkerRow[]
  readonly now: Date
}

/** What a page that knows `before` must hear; null: it knows nothing yet, and hears how things stand. */
export function eventsSince(before: Moment | null, moment: Moment): ActivityEvent[] {
  return [
    ...changed('batch', before?.activity.batches, moment.activity.batches, presentMoving),
    ...jobsEvent(before, moment),
    ...changed('operation', before?.activity.operations, movingOf(before, moment), presentOperation),
    ...changed('upstream', gatesOf(before), gatesOf(moment) ?? [], (gate) => gate),
    ...whole('workers', before, moment, presentWorkers),
    ...whole('attention', before, moment, presentWaiting),
    ...latestEvents(before, moment),
  ]
}

/** Those of a list that are new or other than they were. */
function changed<Item, Shown extends { readonly [idName: string]: unknown }>(
  event: ActivityKind,
  before: readonly Item[] | undefined,
  now: readonly Item[],
  present: (item: Item) => Shown,
): ActivityEvent[] {
  const known = new Set(before?.map((item) => JSON.stringify(present(item))))
  const shown = now.map(present)
  return shown.filter((data) => !known.has(JSON.stringify(data))).map((data) => ({ event, data }))
}

/** The whole of it, when anything about it is other than it was. */
function whole(
  event: ActivityKind,
  before: Moment | null,
  moment: Moment,
  present: (moment: Moment) => object,
): ActivityEvent[] {
  const data = present(moment)
  const isSame = before !== null && JSON.stringify(present(before)) === JSON.stringify(data)
  return isSame ? [] : [{ event, data }]
}

function jobsEvent(before: Moment | null, { activity }: Moment): ActivityEvent[] {
  if (before?.activity.marks === activity.marks) return []
  return [{ event: 'jobs', data: { in_flight: activity.inFlight } }]
}

/** To begin with, only what runs: what is over long since is no news. */
function movingOf(before: Moment | null, { activity }: Moment): Activity['operations'] {
  return before === null
    ? activity.operations.filter(({ state }) => state === 'running')
    : activity.operations
}

function presentOperation({ problemCount, ...operation }: Activity['operations'][number]) {
  return { ...operation, problem_total: problemCount }
}

function presentMoving(batch: BatchRecord) {
  const { id, name, state } = batch
  return { id, name, state, pause: presentPause(batch), counts: presentCounts(batch) }
}

/** Without what moves by itself from second to second, such as a rate that comes back. */
function gatesOf(moment: Moment | null) {
  return moment?.gates.map((gate) => ({
    name: gate.upstream,
    state: gateStateOf(gate, moment.now),
    closed_kind: gate.closedKind,
    in_flight: gate.inFlight,
    overdue: gate.overdue,
    not_before: momentText(gate.notBefore),
    probe_at: momentText(gate.probeAt),
    max_in_flight: gate.maxInFlight,
    requests_per_minute: gate.requestsPerMinute,
    polls_per_minute: gate.pollsPerMinute,
  }))
}

function presentWorkers({ workers, now }: Moment) {
  const alive = workers.filter(({ beatAt }) => now.getTime() - beatAt.getTime() < aliveWithinMs)
  const versions = alive.map(({ detail }) => (typeof detail?.reelkeep === 'string' ? detail.reelkeep : null))
  return {
    alive: alive.length,
    draining: alive.filter(({ state }) => state === 'draining').length,
    silent: workers.length - alive.length,
    versions: [...new Set(versions)].sort(),
  }
}

function presentWaiting({ activity: { waiting, batches } }: Moment) {
  const byItself = batches.filter(({ pause }) => pause !== null && pause.reason !== 'by_user')
  return {
    unconfirmed: waiting.unconfirmed,
    overdue: waiting.overdue,
    link_refused: waiting.linkRefused,
    archive_unwell: waiting.archiveUnwell,
    standing_still: byItself.length,
  }
}

/** Only what came since: a page reads for itself what was before. */
function latestEvents(before: Moment | null, { activity }: Moment): ActivityEvent[] {
  if (before === null) return []
  const { failure, failureMarks, auditId } = activity
  const was = before.activity
  const isFailure = failure !== null && failure.id !== was.failure?.id
  return [
    ...(isFailure || failureMarks !== was.failureMarks
      ? [{ event: 'failures' as const, data: isFailure ? presentFailure(failure) : { latest: null } }]
      : []),
    ...(auditId !== was.auditId ? [{ event: 'audit' as const, data: { id: auditId } }] : []),
  ]
}

function presentFailure({ at, jobId, fingerprint }: NonNullable<Activity['failure']>) {
  return { latest: { at: new Date(at).toISOString(), job_id: jobId, fingerprint } }
}
