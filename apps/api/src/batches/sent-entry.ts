import type { AuditEntry } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { auditedBy, callerOf } from '../caller.ts'
import type { AdmittedBatch } from './admit-batch.ts'
import type { BatchFields } from './batch-fields.ts'

/** What a person sent under a name, and what was made of it. */
export function sentEntry(
  { batchId, counts }: Extract<AdmittedBatch, { outcome: 'admitted' }>,
  { name, budgetTicks }: BatchFields,
  request: FastifyRequest,
): AuditEntry {
  const told = [
    'created',
    'replaced',
    'run_beside',
    'retried',
    'unchanged',
    'absent',
    'reused',
    'skipped_total',
  ]
  const did = told.flatMap((key) => (counts[key] === undefined ? [] : [[key, counts[key]] as const]))
  return {
    ownerId: callerOf(request).ownerId,
    ...auditedBy(request),
    action: 'batch-sent',
    target: batchId,
    reason: null,
    detail: { name, budget_ticks: budgetTicks?.toString() ?? null, ...Object.fromEntries(did) },
  }
}
