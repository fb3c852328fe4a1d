import { operations } from '@reelkeep/core'
import { writeAuditEntries } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { lineTypes, sheetTypes } from '../batches/read-source.ts'
import { auditedBy, callerOf } from '../caller.ts'
import type { App, AppDeps } from '../deps.ts'
import { invalidRequest, invalidValue, unsupportedMediaType } from '../errors.ts'
import { refuseDeepJson } from '../json-depth.ts'
import { detailsOf, unstorableIn } from '../plugins/validation.ts'
import { refusals } from '../schemas/error.ts'
import { jsonObjectSchema } from '../schemas/values.ts'
import { type AdoptWish, carryOut } from './carry-out.ts'
import { adoptionSchema } from './present-adoption.ts'
import { type AdoptFile, adoptRowsOf, readAdoptLines, readAdoptSheet } from './read-adoption.ts'

const rowSchema = z.strictObject({
  upstream: z.string().describe('the one that has the task'),
  task_id: z.string().describe('exactly as the upstream shows it'),
  custom_id: z.string().max(256).optional(),
  prompt: z.string().optional(),
  model: z.string().optional().describe('with it, and what it needs to be priced, the cost is estimated'),
  operation: z.enum(operations).optional(),
  duration: z.number().int().optional(),
  aspect_ratio: z.string().optional(),
  resolution: z.string().optional(),
  image_urls: z.array(z.string()).optional(),
  video_url: z.string().optional(),
  name: z.string().max(256).optional(),
  priority: z.number().int().min(0).max(9).optional(),
  metadata: jsonObjectSchema.optional(),
})

const batchName = z.string().trim().min(1).max(200)
const onInvalid = z.enum(['reject', 'skip'])

const bodySchema = z
  .union([
    z.strictObject({
      rows: z.array(rowSchema),
      batch: batchName.optional().describe('the name of the batch that the jobs are to belong to'),
      on_invalid: onInvalid.optional(),
    }),
    z.array(rowSchema),
  ])
  .meta({ id: 'AdoptRequest' })

/** As it is read: rows are taken one by one, so that every problem is told by its row. */
const envelopeSchema = z.strictObject({
  rows: z.array(z.unknown()),
  batch: batchName.optional(),
  on_invalid: onInvalid.optional(),
})

const querySchema = z.strictObject({
  dry_run: z.enum(['true', 'false']).optional(),
  batch: batchName.optional(),
  on_invalid: onInvalid.optional(),
  upstream: z.string().min(1).max(200).optional().describe('of rows that name none'),
})

const bodyLimitBytes = 8 * 1024 * 1024

/** `POST /v1/adopt`: JSON, a sheet or lines of JSON. Adopting twice is harmless: the second finds its tasks known. */
export function registerAdopt(app: App, deps: AppDeps): void {
  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: bodyLimitBytes },
      (_request, body, done) => done(null, body),
    )
    scope.post(
      '/v1/adopt',
      {
        config: { scope: 'submit' },
        bodyLimit: bodyLimitBytes,
        validatorCompiler: () => (value) => ({ value }),
        schema: {
          operationId: 'adoptTasks',
          summary: 'Take over tasks that were made elsewhere',
          description,
          tags: ['jobs'],
          consumes: ['application/json', 'text/csv', 'application/x-ndjson'],
          querystring: querySchema,
          body: bodySchema,
          response: {
            200: adoptionSchema,
            202: adoptionSchema,
            ...refusals(400, 401, 403, 409, 413, 415, 503),
          },
        },
      },
      async (request, reply) => {
        const { file, wish } = await readRequest(request)
        const caller = callerOf(request)
        const adoption = await carryOut(file, wish, caller, deps)
        if (adoption.batch_id !== null) request.subject.batch_id = adoption.batch_id
        if (!wish.dryRun && adoption.adopted > 0) {
          const { adopted, known, refused } = adoption
          const action = 'tasks-adopted'
          const target = adoption.batch_id ?? 'single jobs'
          await writeAuditEntries(deps.db, [
            {
              ownerId: caller.ownerId,
              ...auditedBy(request),
              action,
              target,
              reason: null,
              detail: { adopted, known, refused },
            },
          ])
        }
        return reply.code(wish.dryRun ? 200 : 202).send(adoption)
      },
    )
  })
}

const description =
  'Each task becomes a job in `rendering`, which is polled, archived and costed as any other and never submitted. A task that a job of yours has already is answered as `known`. Send JSON, or a file (text/csv with a column `task_id`; application/x-ndjson) with `batch` and `on_invalid` as query parameters: up to 5,000 rows and 8 MiB. `?dry_run=true` shows what would be adopted.'

async function readRequest(request: FastifyRequest): Promise<{ file: AdoptFile; wish: AdoptWish }> {
  const query = parse(querySchema, request.query)
  const { type, charset } = contentTypeOf(request)
  const body: unknown = request.body
  if (!Buffer.isBuffer(body) || body.length === 0) {
    throw invalidValue('body', 'body_missing', 'The body is empty; send rows of upstream and task_id.')
  }
  const wish = wishOf(query)
  if (type === 'application/json') {
    const value = jsonOf(body)
    if (Array.isArray(value)) {
      return {
        file: withUpstream(
          adoptRowsOf(value, (index) => `[${index}].`),
          query,
        ),
        wish,
      }
    }
    const { rows, ...fields } = parse(envelopeSchema, value)
    const file = withUpstream(
      adoptRowsOf(rows, (index) => `rows[${index}].`),
      query,
    )
    return { file, wish: wishOf({ ...query, ...fields }) }
  }
  const read = lineTypes.includes(type) ? readAdoptLines : readAdoptSheet
  return { file: withUpstream(await read(body, charset), query), wish }
}

function withUpstream(file: AdoptFile, { upstream }: z.infer<typeof querySchema>): AdoptFile {
  if (upstream === undefined) return file
  const rows = file.rows.map((row) => ({
    ...row,
    wish: { ...row.wish, upstream: row.wish.upstream ?? upstream },
  }))
  return { ...file, rows }
}

function wishOf(fields: z.infer<typeof querySchema>): AdoptWish {
  const unstorable = unstorableIn({ batch: fields.batch })
  if (unstorable.length > 0) throw invalidRequest(unstorable)
  return {
    batch: fields.batch ?? null,
    onInvalid: fields.on_invalid ?? 'reject',
    dryRun: fields.dry_run === 'true',
  }
}

function contentTypeOf(request: FastifyRequest): { type: string; charset: string | null } {
  const header = request.headers['content-type'] ?? ''
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  if (!['application/json', ...sheetTypes, ...lineTypes].includes(type)) {
    const allowed = ['application/json', 'text/csv', 'application/x-ndjson']
    throw unsupportedMediaType(request.headers['content-type'], allowed)
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  return { type, charset: charset?.slice('charset='.length).replace(/^"|"$/g, '') || null }
}

function jsonOf(body: Buffer): unknown {
  try {
    return refuseDeepJson(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error
    throw invalidValue('body', 'body_not_json', 'The body is not valid JSON.')
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value, { reportInput: true })
  if (!result.success) throw invalidRequest(detailsOf(result.error.issues, schema))
  return result.data
}
