import type { AuditRecord } from '@reelkeep/db'
import { z } from 'zod'
import { jsonObjectSchema, momentSchema } from '../schemas/values.ts'

export const auditEntrySchema = z
  .object({
    id: z.string(),
    object: z.literal('audit_entry'),
    at: momentSchema,
    owner: z.string().describe('whose things were meant, by name'),
    actor: z.string().describe('the id of a key; system: a policy of the configuration; nobody: not let in'),
    actor_name: z.string().nullable().describe('the name of the key; null: it is none'),
    action: z.string().describe('such as job-canceled or upstream-changed'),
    target: z.string().describe('the id or name of what was acted on'),
    names: z
      .record(z.string(), z.string())
      .describe('of the batches and keys that it names by id; other keys’ only for admin'),
    reason: z.string().nullable().describe('the person’s own words, or the policy'),
    before: z.unknown().describe('what it was; null where no value changed'),
    after: z.unknown().describe('what it became'),
    detail: jsonObjectSchema.describe('what else there is to know'),
    request_id: z.string().nullable().describe('null: nobody asked, a policy did it'),
    ip: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' })

export function presentAuditEntry(
  entry: AuditRecord,
  names: ReadonlyMap<string, string>,
): z.infer<typeof auditEntrySchema> {
  const { before = null, after = null, ...detail } = entry.detail
  return {
    id: entry.id,
    object: 'audit_entry',
    at: entry.at.toISOString(),
    owner: entry.ownerName,
    actor: entry.actor,
    actor_name: entry.actorName,
    action: entry.action,
    target: entry.target,
    names: Object.fromEntries(
      idsIn(entry).flatMap((id) => {
        const name = names.get(id)
        return name === undefined ? [] : [[id, name]]
      }),
    ),
    reason: entry.reason,
    before,
    after,
    detail,
    request_id: entry.requestId,
    ip: entry.ip,
  }
}

/** The batches and keys that an entry names, as its target, in its detail or in the filter of an order. */
export function idsIn({ target, detail }: Pick<AuditRecord, 'target' | 'detail'>): string[] {
  const filter = detail.filter
  const inFilter = typeof filter === 'object' && filter !== null ? Object.values(filter) : []
  return [target, ...Object.values(detail), ...inFilter].filter(
    (value): value is string => typeof value === 'string' && /^(batch|key)_\w+$/.test(value),
  )
}
