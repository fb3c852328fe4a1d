// A save as one flat JSON object: full new values, so that the statement needs no merging of its own.
import type {
  Decision,
  GateChange,
  Job,
  JobProgress,
  JsonValue,
  LedgerEntry,
  SubmissionChange,
} from '@reelkeep/core'
import { ledgerSides } from '@reelkeep/core'
import { newOutboxId } from '../ids.ts'
import { failureFingerprint } from './failure-fingerprint.ts'
import type { Save } from './save.ts'

export type SaveRow = { readonly [column: string]: JsonValue | Date | bigint | undefined | object }

export function saveRow(save: Save): SaveRow {
  const { job, decision } = save
  const after: JobProgress = { ...job, ...decision.changes }
  return withoutNulls({
    id: job.id,
    from_state: job.state,
    version: job.version,
    save_id: save.saveId ?? null,
    upstream: job.upstream,
    ...progressColumns(after),
    next_step: decision.wake?.step ?? null,
    keeps_next_step: decision.wake === null && after.dueAt !== null && after.state === job.state,
    event_kind: decision.event?.kind ?? null,
    event_detail: decision.event?.detail ?? null,
    ...submissionColumns(job, decision.submission),
    ...moneyMoves(job, after),
    slot_delta: Number(after.holdsSlot) - Number(job.holdsSlot),
    overdue_delta: Number(countsAsOverdue(after)) - Number(countsAsOverdue(job)),
    asked_at: decision.gate === null ? null : (save.askedAt ?? null),
    ...gateColumns(decision.gate),
    clip: decision.clip === null ? null : { ...decision.clip },
    exchange: save.exchange ?? null,
    failure_fingerprint: isNewFailure(decision) ? failureFingerprint(after.failure) : null,
    notice_kind: decision.notice?.kind ?? null,
    notice_id: decision.notice === null ? null : newOutboxId(),
  })
}

/** Overdue tasks have a cap of their own at the gate; what is rendered already is late no more. */
function countsAsOverdue({ state, overdue }: Pick<JobProgress, 'state' | 'overdue'>): boolean {
  return state === 'rendering' && overdue
}

function gateColumns(change: GateChange | null): SaveRow {
  if (change === null) return {}
  return {
    gate_change: change.type,
    gate_until: change.type === 'slow-down' || change.type === 'strain' ? change.until : null,
    gate_reason: change.type === 'close' || change.type === 'strain' ? change.reason : null,
    gate_kind: change.type === 'close' ? change.kind : null,
  }
}

/** A column that is not named is null to the statement; not naming it saves the server half of its parsing. */
function withoutNulls(row: SaveRow): SaveRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}

/** Ledger lines go beside the rows: a save may have several. */
export function ledgerRows(save: Save): SaveRow[] {
  return save.decision.ledger.map((entry: LedgerEntry) => ({
    job_id: save.job.id,
    submission_id: entry.submissionId,
    kind: entry.kind,
    ...ledgerSides[entry.kind],
    ticks: entry.ticks,
    source: entry.source,
    price_version: entry.priceVersion,
    charge_key: entry.chargeKey,
  }))
}

function progressColumns(after: JobProgress): SaveRow {
  return {
    state: after.state,
    reason: after.reason,
    waiting_for: after.waitingFor,
    due_at: after.dueAt,
    holds_slot: after.holdsSlot,
    overdue: after.overdue,
    submissions: after.submissions,
    retries: after.retries,
    polls: after.polls,
    poll_failures: after.pollFailures,
    poll_failing_since: after.pollFailingSince,
    archive_failures: after.archiveFailures,
    link_refreshes: after.linkRefreshes,
    crashes: after.crashes,
    reopens: after.reopens,
    progress: after.progress,
    upstream_status: after.upstreamStatus,
    source_url: after.sourceUrl,
    source_expires_at: after.sourceExpiresAt,
    source_seen_at: after.sourceSeenAt,
    link_alarms: after.linkAlarms,
    rescued_to: after.rescuedTo,
    reported: after.reported,
    mismatch: after.mismatch,
    reserved_ticks: after.reservedTicks,
    charged_ticks: after.chargedTicks,
    reported_ticks: after.reportedTicks,
    contingent_ticks: after.contingentTicks,
    cost_source: after.costSource,
    failure: after.failure,
    submitted_at: after.submittedAt,
    rendered_at: after.renderedAt,
    finished_at: after.finishedAt,
  }
}

function submissionColumns(job: Job, change: SubmissionChange | null): SaveRow {
  if (change === null) return {}
  if (job.submission === null) throw new Error(`${job.id} has no submission to change to ${change.status}`)
  const before = job.submission
  return {
    submission_id: before.id,
    submission_status: change.status,
    worker_id: change.workerId === undefined ? before.workerId : change.workerId,
    deadline_at: change.deadlineAt === undefined ? before.deadlineAt : change.deadlineAt,
    sent_now: change.sentAt === 'now',
    task_id: change.taskId ?? before.taskId,
    task_unproven: change.isUnproven ?? before.isUnproven,
    credential_id: change.credentialId ?? before.credentialId,
    base_url: change.baseUrl ?? before.baseUrl,
    has_http_status: change.httpStatus !== undefined,
    http_status: change.httpStatus ?? null,
    has_message: change.message !== undefined,
    message: change.message ?? null,
  }
}

/** What the accounts must move by. `moves_money` says whether their rows need locking at all. */
function moneyMoves(job: Job, after: JobProgress): SaveRow {
  const reserved = after.reservedTicks - job.reservedTicks
  const charged = (after.chargedTicks ?? 0n) - (job.chargedTicks ?? 0n)
  const contingent = atRiskBeyondReserved(job, after) - atRiskBeyondReserved(job, job)
  return {
    reserved_delta: reserved,
    charged_delta: charged,
    contingent_delta: contingent,
    moves_money: reserved !== 0n || charged !== 0n || contingent !== 0n,
  }
}

/**
 * While a job is unconfirmed its reservation stands for the doubtful charge: that money is counted once. Without a price
 * the doubt has no amount, and what is at risk is of earlier submissions.
 */
function atRiskBeyondReserved(
  { quotedTicks }: Pick<Job, 'quotedTicks'>,
  { state, contingentTicks, reservedTicks }: Pick<JobProgress, 'state' | 'contingentTicks' | 'reservedTicks'>,
): bigint {
  const atRisk = contingentTicks ?? 0n
  if (state !== 'unconfirmed' || quotedTicks === null) return atRisk
  return atRisk > reservedTicks ? atRisk - reservedTicks : 0n
}

function isNewFailure(decision: Decision): boolean {
  return decision.changes.failure !== undefined && decision.changes.failure !== null
}
