import type { OwnerId } from '@reelkeep/core'
import { listBatches, readBatch } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { invalidValue, notFound } from '../../errors.ts'
import { clipLines, failureLines, jobLines, ledgerLines, manifestLines } from '../../export/export-kinds.ts'
import type { ExportFormat } from '../../export/export-table.ts'
import { jobFilterOf, jobFilterShape } from '../../job-filter.ts'
import { refusals } from '../../schemas/error.ts'
import { formatSchema, linesResponse, sendLines, streamTimeoutMs } from './send-lines.ts'

const kinds = ['jobs', 'failures', 'ledger', 'clips', 'manifest'] as const
type Kind = (typeof kinds)[number]

const querySchema = z.strictObject({ format: formatSchema, ...jobFilterShape })
type Query = z.infer<typeof querySchema>

/** What failures and ledger entries can be chosen by; they are no jobs. */
const entryFilters: readonly string[] = ['format', 'batch', 'upstream', 'model', 'from', 'to']

export function registerExport(app: App, deps: AppDeps): void {
  app.get(
    '/v1/exports/:kind',
    {
      handlerTimeout: streamTimeoutMs,
      schema: {
        operationId: 'exportHistory',
        summary:
          'Jobs, failures, ledger entries, clips, or the manifest of a batch, as a table or JSON lines',
        description:
          'Streamed, oldest first; the manifest in the order of the file. The columns and their order are stable within a `schema_version`; a new one comes at the end. Failures and ledger take batch, upstream, model, from and to; a manifest takes batch, and needs it.',
        tags: ['reports'],
        params: z.strictObject({ kind: z.enum(kinds) }),
        querystring: querySchema,
        response: { 200: linesResponse, ...refusals(400, 401, 404, 503) },
      },
    },
    async (request, reply) => {
      const { ownerId } = callerOf(request)
      const { kind } = request.params
      const { format } = request.query
      const lines = await linesOf(deps, ownerId, kind, request.query, format)
      return sendLines(reply, { name: `reelkeep-${kind}`, format, lines })
    },
  )
}

async function linesOf(
  { db }: AppDeps,
  ownerId: OwnerId,
  kind: Kind,
  query: Query,
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  if (query.batch !== undefined) await batchIdOf(db, ownerId, query.batch)
  switch (kind) {
    case 'jobs':
      return jobLines(db, ownerId, jobFilterOf(query), format)
    case 'clips':
      return clipLines(db, ownerId, jobFilterOf(query), format)
    case 'failures':
      refuseOthers(query, kind, entryFilters)
      return failureLines(db, ownerId, entryFilterOf(query), format)
    case 'ledger':
      refuseOthers(query, kind, entryFilters)
      return ledgerLines(db, ownerId, entryFilterOf(query), format)
    case 'manifest': {
      refuseOthers(query, kind, ['format', 'batch'])
      if (query.batch === undefined) {
        throw invalidValue('batch', 'required', 'a manifest is of a batch: say which, by id or name')
      }
      return manifestLines(db, await batchIdOf(db, ownerId, query.batch), format)
    }
  }
}

function entryFilterOf(query: Query) {
  const { batch, upstreams, models, from, to } = jobFilterOf(query)
  return { batch, upstreams, models, from, to }
}

/** A filter that does nothing would be taken for one that found nothing. */
function refuseOthers(query: Query, kind: Kind, taken: readonly string[]): void {
  const other = Object.entries(query).find(([name, value]) => value !== undefined && !taken.includes(name))
  if (other === undefined) return
  throw invalidValue(other[0], 'filter_not_taken', `${kind} cannot be chosen by ${other[0]}`, [...taken])
}

async function batchIdOf(db: AppDeps['db'], ownerId: OwnerId, idOrName: string): Promise<string> {
  const byId = await readBatch(db, { ownerId, id: idOrName })
  if (byId !== null) return byId.id
  const [named] = await listBatches(
    db,
    ownerId,
    { name: idOrName, states: null },
    { limit: 1, beforeId: null },
  )
  if (named === undefined) throw notFound('batch', idOrName)
  return named.id
}
