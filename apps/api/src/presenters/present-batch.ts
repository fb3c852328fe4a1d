import { batchFinish, type Ticks } from '@reelkeep/core'
import type { BatchGroup, BatchRecord, RecentEnds } from '@reelkeep/db'
import type { BatchJson } from '../schemas/batch.ts'
import { presentAttention } from './present-attention.ts'
import { presentBrakes, presentPause } from './present-brakes.ts'
import { momentText, sumOfKnown, sumOrUnknown, ticksText } from './present-values.ts'

/** What the jobs of batches come to, and which of them ended within the last minutes. */
export type BatchFigures = {
  readonly groups: readonly BatchGroup[]
  readonly recentEnds: ReadonlyMap<string, RecentEnds>
}

/** A batch as callers see it. */
export function presentBatch(batch: BatchRecord, figures: BatchFigures, now: Date): BatchJson {
  const own = figures.groups.filter((group) => group.batchId === batch.id)
  return {
    id: batch.id,
    object: 'batch',
    name: batch.name,
    state: batch.state,
    counts: presentCounts(batch),
    created: intakeCount(batch, 'created'),
    unchanged: intakeCount(batch, 'unchanged'),
    retried: intakeCount(batch, 'retried'),
    absent: intakeCount(batch, 'absent'),
    skipped: intakeSkipped(batch),
    simulated: own.length > 0 && own.every(({ simulated }) => simulated),
    cost: presentCost(own),
    budget_ticks: ticksText(batch.budgetTicks),
    budget: presentBudget(batch),
    needs_attention: presentAttention(batch, own),
    pause: presentPause(batch),
    brakes: presentBrakes(batch),
    forecast: presentForecast(batch, own, figures.recentEnds.get(batch.id), now),
    created_at: batch.createdAt.toISOString(),
    finished_at: momentText(batch.finishedAt),
  }
}

/** Below 0 is left when a charge was above its quote; then nothing more is sent. */
function presentBudget({ budgetTicks, spent }: BatchRecord): BatchJson['budget'] {
  if (budgetTicks === null || spent === null) return null
  const { chargedTicks, reservedTicks, contingentTicks } = spent
  return {
    cap_ticks: String(budgetTicks),
    charged_ticks: String(chargedTicks),
    reserved_ticks: String(reservedTicks),
    possible_ticks: String(contingentTicks),
    left_ticks: String(budgetTicks - chargedTicks - reservedTicks - contingentTicks),
  }
}

/** Of the current job of each row. */
export function presentCounts({ counts }: BatchRecord): BatchJson['counts'] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { total, ...counts }
}

function presentCost(groups: readonly BatchGroup[]): BatchJson['cost'] {
  return {
    quoted_ticks: ticksText(sumOfKnown(groups.map((group) => group.quotedTicks))),
    reserved_ticks: ticksText(sumOfKnown(groups.map((group) => group.reservedTicks))),
    charged_ticks: ticksText(sumOfKnown(groups.map((group) => group.chargedTicks))),
    reported_ticks: ticksText(sumOfKnown(groups.map((group) => group.reportedTicks))),
    contingent_ticks: ticksText(sumOfKnown(groups.map((group) => group.contingentTicks))),
    unpriced: groups.reduce((sum, group) => sum + Math.max(group.unquoted, group.uncharged), 0),
    unquoted: groups.reduce((sum, group) => sum + group.unquoted, 0),
  }
}

/** What is held by a person or by money is not on its way; while nothing goes out there, neither is what waits for a gate. */
const holds: readonly (string | null)[] = ['pause', 'budget', 'price', 'gate']
/** Of those, what only a person or money ends. */
const holdsWithoutEnd = holds.filter((hold) => hold !== 'gate')

/** At the pace of the last minutes; null while nothing ended lately, or while any price is unknown. */
function presentForecast(
  batch: BatchRecord,
  groups: readonly BatchGroup[],
  ends: RecentEnds | undefined,
  now: Date,
): BatchJson['forecast'] {
  const { queued, submitting, rendering, archiving } = batch.counts
  // Nobody knows when a person says the word, about a trial or about rows that are held.
  const isHeld =
    batch.trialRows !== null || groups.some(({ waitingFor }) => holdsWithoutEnd.includes(waitingFor))
  const isMoving = batch.state === 'running' && !isHeld && ends !== undefined
  const moving = groups.filter(({ overdue, waitingFor }) => !overdue && !holds.includes(waitingFor))
  const finishAt = isMoving
    ? batchFinish({
        now,
        left: queued + submitting + rendering + archiving,
        unsent: queued + submitting,
        movingSince: outermost(
          moving.map(({ movingSince }) => movingSince),
          Math.min,
        ),
        acceptedLastAt: outermost(
          moving.map(({ acceptedLastAt }) => acceptedLastAt),
          Math.max,
        ),
        ...ends,
      })
    : null
  return {
    finish_at: momentText(finishAt),
    final_ticks: ticksText(sumOrUnknown(groups.map(finalTicks))),
    spent_last_hour_ticks: ticksText(sumOfKnown(groups.map((group) => group.spentLatelyTicks))),
  }
}

function outermost(moments: readonly (Date | null)[], pick: (...times: number[]) => number): Date | null {
  const known = moments.filter((moment) => moment !== null)
  return known.length === 0 ? null : new Date(pick(...known.map((moment) => moment.getTime())))
}

/** What a group will have cost in the end; a quote stands in for a charge that has not been made. */
function finalTicks(group: BatchGroup): Ticks | null {
  const spent = (group.chargedTicks ?? 0n) + (group.contingentTicks ?? 0n)
  switch (group.state) {
    case 'queued':
    case 'submitting':
    case 'rendering':
      return group.unquoted > 0 ? null : spent + (group.quotedTicks ?? 0n)
    // A render is charged as it succeeds: what is not charged yet is still reserved.
    case 'archiving':
      return group.unquoted > 0 ? null : spent + group.reservedTicks
    case 'unconfirmed':
    case 'archived':
    case 'failed':
      return group.uncharged > 0 && group.contingentTicks === null ? null : spent
    case 'canceled':
      return spent
  }
}

function intakeCount(batch: BatchRecord, name: string): number {
  const value = batch.intake[name]
  return typeof value === 'number' ? value : 0
}

function intakeSkipped(batch: BatchRecord): BatchJson['skipped'] {
  const value = batch.intake.skipped
  return Array.isArray(value) ? value.filter(isSkippedRow) : []
}

function isSkippedRow(value: unknown): value is BatchJson['skipped'][number] {
  return (
    typeof value === 'object' &&
    value !== null &&
    'row' in value &&
    typeof value.row === 'number' &&
    'details' in value &&
    Array.isArray(value.details)
  )
}
