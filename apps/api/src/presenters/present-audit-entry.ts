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
    reason: z.string().nullable().describe('the person’s own words, or the policy'),
    before: z.unknown().describe('what it was; null where no value changed'),
    after: z.unknown().describe('what it became'),
    detail: jsonObjectSchema.describe('what else there is to know'),
    request_id: z.string().nullable().describe('null: nobody asked, a policy did it'),
    ip: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' })

export function presentAuditEntry(entry: AuditRecord): z.infer<typeof auditEntrySchema> {
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
    reason: entry.reason,
    before,
    after,
    detail,
    request_id: entry.requestId,
    ip: entry.ip,
  }
}
