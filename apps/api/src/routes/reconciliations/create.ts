import { type BillField, billFields } from '@reelkeep/core'
import {
  applyReconciliation,
  createReconciliation,
  listReconciliations,
  newReconciliationId,
} from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { invalidValue, notFound, upstreamNotFound } from '../../errors.ts'
import { readBill } from '../../reconcile/read-bill.ts'
import { presentReconciliation, reconciliationSchema } from '../../reconcile/reconciliation-schema.ts'
import { refuseBackwards } from '../../refuse-backwards.ts'
import { refusals } from '../../schemas/error.ts'
import { momentQuerySchema } from '../../schemas/values.ts'

const querySchema = z.strictObject({
  upstream: z.string().min(1).max(100),
  apply: z.enum(['true', 'false']).default('false').describe('book what the bill says'),
  missing: z
    .enum(['keep', 'take_back'])
    .default('keep')
    .describe('with apply: what we booked and the bill lacks; take it back only when the bill is whole'),
  from: momentQuerySchema.optional().describe('where the bill begins; its first line when absent'),
  to: momentQuerySchema.optional().describe('where the bill ends; its last line when absent'),
  file_name: z.string().max(200).optional(),
  map: z
    .string()
    .max(2_000)
    .optional()
    .describe(
      `JSON of ${billFields.join(', ')} to column names, where the guess is wrong; unit may be "usd" or "ticks"`,
    ),
})

const fileTypes = [
  'text/csv',
  'application/json',
  'application/x-ndjson',
  'text/plain',
  'application/octet-stream',
]
const fileBytesMax = 67_108_864

/** Holds a vendor's usage file against the ledger. */
export function registerReconcile(app: App, deps: AppDeps): void {
  app.register(async (scope: App) => {
    // A bill in JSON must reach us as it was written: its figures outgrow a number.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: fileBytesMax }, (_request, body, done) =>
      done(null, body),
    )
    scope.post(
      '/v1/reconciliations',
      {
        config: { scope: 'operate' },
        bodyLimit: fileBytesMax,
        schema: {
          operationId: 'reconcile',
          summary: 'Hold a vendor’s usage file against the ledger, by submission',
          description:
            'Send the file itself: CSV, a JSON list or an object that holds one, or JSON lines. Columns are guessed by their names, the guess is shown, and `map` corrects it. Nothing is changed unless `apply=true`.',
          tags: ['money'],
          consumes: fileTypes,
          querystring: querySchema,
          response: { 201: reconciliationSchema, ...refusals(400, 401, 403, 404, 409, 413, 503) },
        },
      },
      async (request, reply) => {
        const { upstream, apply, missing } = request.query
        const known = deps.config.upstreams.map(({ rules }) => rules.name)
        if (!known.includes(upstream)) throw upstreamNotFound(upstream, known)
        const id = await importBill(request, request.query, deps)
        const { ownerId, keyId } = callerOf(request)
        if (apply === 'true') {
          await applyReconciliation(deps.db, {
            id,
            ownerId,
            actor: keyId,
            requestId: request.id,
            ip: request.ip,
            takesBackMissing: missing === 'take_back',
          })
        }
        const [made] = await listReconciliations(deps.db, ownerId, { id, before: null, limit: 1 })
        if (made === undefined) throw notFound('reconciliation', id)
        return reply.code(201).send(presentReconciliation(made))
      },
    )
  })
}

async function importBill(
  request: FastifyRequest,
  query: z.infer<typeof querySchema>,
  { db }: AppDeps,
): Promise<string> {
  const { ownerId, keyId } = callerOf(request)
  const { body } = request
  if (!Buffer.isBuffer(body) || body.length === 0) {
    throw invalidValue('body', 'body_missing', 'Send the vendor’s usage file as the body.')
  }
  const from = query.from === undefined ? null : new Date(query.from)
  const to = query.to === undefined ? null : new Date(query.to)
  refuseBackwards(from, to)
  const bill = await readBill(body, mapOf(query.map))
  const id = newReconciliationId()
  await createReconciliation(db, {
    id,
    ownerId,
    keyId,
    upstream: query.upstream,
    fileName: query.file_name ?? null,
    fileSha256: bill.sha256,
    format: bill.format,
    columns: {
      task_id: bill.columns.taskId,
      amount: bill.columns.amount,
      unit: bill.columns.unitColumn ?? bill.columns.unit,
      at: bill.columns.at,
      model: bill.columns.model,
    },
    tasks: bill.tasks,
    lineCount: bill.lineCount,
    billTicks: bill.sumTicks,
    from,
    to,
    requestId: request.id,
    ip: request.ip,
  })
  return id
}

const mapSchema = z.partialRecord(z.enum(billFields), z.string().min(1).max(200))

function mapOf(text: string | undefined): Partial<Record<BillField, string>> {
  if (text === undefined) return {}
  const wrong = () =>
    invalidValue(
      'map',
      'map_wrong',
      `map must be JSON such as {"task_id":"Request","amount":"Cost"}; it takes ${billFields.join(', ')}`,
    )
  try {
    const read = mapSchema.safeParse(JSON.parse(text))
    if (read.success) return read.data
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw wrong()
}
