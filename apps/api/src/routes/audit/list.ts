import { listAuditEntries } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { scopeMissing } from '../../errors.ts'
import { idOfCursor, numberShape, pageOf } from '../../paging.ts'
import { auditEntrySchema, presentAuditEntry } from '../../presenters/present-audit-entry.ts'
import { refuseBackwards } from '../../refuse-backwards.ts'
import { refusals } from '../../schemas/error.ts'
import { listSchema, momentQuerySchema, pageQueryShape } from '../../schemas/values.ts'
import { namesOf } from './names-of.ts'

const text = z.string().min(1).max(300)

const querySchema = z.strictObject({
  actor: text.optional().describe('a key, by id or name; or system'),
  action: text.optional(),
  target: text.optional().describe('the id or name of what was acted on'),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  q: text.optional().describe('part of an action, a target, a reason or a value, in any case'),
  owner: z.enum(['own', 'all']).default('own').describe('all: of every owner; needs admin'),
  ...pageQueryShape,
})

/** Who did what, why, and what was before; nobody can change it, from psql neither. */
export function registerListAudit(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/audit',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'listAudit',
        summary: 'Who did what and why, newest first, with the values before and after',
        tags: ['audit'],
        querystring: querySchema,
        response: { 200: listSchema(auditEntrySchema), ...refusals(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { ownerId, scopes } = caller
      const { actor, action, target, from, to, q, owner, limit, cursor } = request.query
      if (owner === 'all' && !scopes.includes('admin')) throw scopeMissing('admin', scopes)
      const filter = {
        ownerId: owner === 'all' ? null : ownerId,
        actor: actor ?? null,
        action: action ?? null,
        target: target ?? null,
        from: from === undefined ? null : new Date(from),
        to: to === undefined ? null : new Date(to),
        text: q ?? null,
      }
      refuseBackwards(filter.from, filter.to)
      const page = { limit, beforeId: idOfCursor(cursor, numberShape) }
      const entries = await listAuditEntries(db, filter, page)
      const names = await namesOf(db, entries, caller, filter.ownerId)
      return pageOf(
        entries,
        limit,
        ({ id }) => id,
        (entry) => presentAuditEntry(entry, names),
      )
    },
  )
}
