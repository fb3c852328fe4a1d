import type { ExplainFacts, Explanation } from '@reelkeep/core'
import type { ExplanationJson } from '../schemas/explanation.ts'
import { momentText, ticksText } from './present-values.ts'

export function presentExplanation(facts: ExplainFacts, explanation: Explanation): ExplanationJson {
  const { job, batch, batchRow, waitingFor, now } = facts
  const { state, next, rule, cost, notes } = explanation
  return {
    object: 'explanation',
    job_id: job.id,
    as_of: now.toISOString(),
    job: {
      state: job.state,
      reason: job.reason,
      waiting_for: waitingFor,
      overdue: job.overdue,
      batch_id: job.batchId,
      batch_name: batch?.name ?? null,
      row: batchRow,
    },
    state,
    next: { says: next.says, at: momentText(next.at), by: next.by, commands: [...next.commands] },
    rule: { ...rule },
    cost: { says: cost.says, known_by: cost.knownBy },
    notes: [...notes],
    detail: detailOf(facts),
  }
}

function detailOf({ job, gate, rules, caps, key, ahead, workers, store }: ExplainFacts) {
  return {
    due_at: momentText(job.dueAt),
    polls: job.polls,
    ahead,
    in_flight: gate?.inFlight ?? 0,
    max_in_flight: gate?.maxInFlight ?? rules?.maxInFlight ?? null,
    key: { id: key.id, in_flight: key.inFlight, max_in_flight: key.maxInFlight },
    caps: caps.map(({ kind, capTicks, leftTicks, endsAt }) => ({
      kind,
      cap_ticks: ticksText(capTicks),
      left_ticks: ticksText(leftTicks),
      ends_at: momentText(endsAt),
    })),
    workers_alive: workers.alive,
    store_closed_at: momentText(store.closedAt),
  }
}
