import type { OperationRecord } from '@reelkeep/db'
import type { OperationJson } from '../schemas/operation.ts'
import { momentText, ticksText } from './present-values.ts'

export function presentOperation(operation: OperationRecord): OperationJson {
  return {
    id: operation.id,
    object: 'operation',
    key_id: operation.keyId,
    action: operation.action,
    options: { ...operation.filter },
    state: operation.state,
    matched: operation.matched,
    done: operation.done,
    refused: operation.refused,
    skipped: operation.skipped,
    problems: [...operation.problems],
    problem_total: operation.problemCount,
    checks: [...operation.checks],
    quoted_ticks: ticksText(operation.quotedTicks),
    quoted_parts: operation.quotedParts.map((part) => ({ ...part })),
    created_at: operation.createdAt.toISOString(),
    moved_at: operation.movedAt.toISOString(),
    finished_at: momentText(operation.finishedAt),
  }
}
