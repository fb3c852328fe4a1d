import { type Decision, isFinal, type Job } from '../../src/index.ts'

/** The edges that the trigger on jobs lets through. */
const edges: { readonly [from in Job['state']]: readonly Job['state'][] } = {
  queued: ['submitting', 'canceled'],
  submitting: ['queued', 'rendering', 'unconfirmed', 'failed'],
  unconfirmed: ['rendering', 'queued', 'failed'],
  rendering: ['archiving', 'failed', 'queued'],
  archiving: ['archived', 'failed'],
  archived: [],
  failed: ['queued', 'rendering', 'archiving'],
  canceled: [],
}

/** The checks of migrations 0002, 0003 and 0017 that a decision could break; null: the row may be so. */
export function objectionTo(before: Job, after: Job, decision: Decision): string | null {
  if (before.state !== after.state && !edges[before.state].includes(after.state)) {
    return `no edge from ${before.state} to ${after.state}`
  }
  const isHeld = after.state === 'queued' && after.waitingFor === 'pause'
  const isAtRest = isFinal(after.state) || after.state === 'unconfirmed' || isHeld
  if (isAtRest !== (after.dueAt === null)) return `${after.state} with due_at ${after.dueAt?.toISOString()}`
  if (isFinal(after.state) !== (after.finishedAt !== null)) return `${after.state} without its finished_at`
  if (after.waitingFor !== null && !['queued', 'archiving'].includes(after.state)) return 'waits in flight'
  if (after.holdsSlot && !['submitting', 'rendering'].includes(after.state)) return 'slot outside flight'
  if (after.reason !== null && !['failed', 'canceled'].includes(after.state)) return 'a reason before the end'
  if (after.state === 'failed' && (after.failure === null || after.reason === null)) return 'no failure'
  if (after.state === 'archived' && after.clip === null) return 'archived without a clip'
  const isSent = ['queued', 'submitting', 'unconfirmed'].includes(after.state)
  if (after.adopted && isSent) return 'an adopted task is sent'
  return moneyObjection(after, decision) ?? submissionObjection(after)
}

function moneyObjection(after: Job, { ledger }: Decision): string | null {
  const amounts = [after.reservedTicks, after.chargedTicks, after.reportedTicks, after.contingentTicks]
  if (amounts.some((ticks) => ticks !== null && ticks < 0n)) return 'money below zero'
  const isNegative = ledger.some(({ kind, ticks }) => ticks !== null && ticks < 0n && kind !== 'contingent')
  return isNegative ? 'a booking below zero' : null
}

function submissionObjection({ state, submission, submissions, reusedFrom }: Job): string | null {
  const isCopy = reusedFrom !== null && ['archiving', 'archived'].includes(state)
  const isUnsent = isCopy || ['queued', 'canceled', 'failed'].includes(state)
  if (submissions < 1 && !isUnsent) return 'sent without a submission'
  if (submission === null) return null
  const { status, taskId } = submission
  return ['accepted', 'finished'].includes(status) && taskId === null ? `${status} without a task` : null
}
