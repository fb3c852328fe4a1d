import type { JobId } from '@reelkeep/core'
import {
  dropUpload,
  type IdempotentRequest,
  keepBatchReply,
  newUploadId,
  openUpload,
  readGates,
  readIdempotencyKey,
  stageUploadRows,
  sweepUploads,
  writeAuditEntries,
} from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { type Caller, callerOf } from '../caller.ts'
import type { App, AppDeps } from '../deps.ts'
import { invalidRequest } from '../errors.ts'
import {
  idempotencyConflict,
  idempotencyInProgress,
  idempotentRequestOf,
  markReplayed,
} from '../idempotency.ts'
import { openImageDesk } from '../images/open-image-desk.ts'
import { refusals } from '../schemas/error.ts'
import { admitBatch, planAdmission } from './admit-batch.ts'
import { type BatchFields, batchBodySchema, batchQuerySchema, readQuery } from './batch-fields.ts'
import { createJobPreparer } from './prepare-job.ts'
import { batchCreationSchema, batchPreviewSchema, presentCreation } from './present-creation.ts'
import { presentPreview } from './present-preview.ts'
import { readAlsoIn } from './read-also-in.ts'
import { readOutlook } from './read-outlook.ts'
import { lineTypes, readSource, type Source, sheetTypes, workbookType } from './read-source.ts'
import { openWorkbookReader } from './read-workbook.ts'
import { registerTableReading } from './register-table-reading.ts'
import { sentEntry } from './sent-entry.ts'
import { type Intake, takeIn } from './take-in.ts'

/** `POST /v1/batches`: JSON, a sheet or lines of JSON; the same file again; a dry run. */
export function registerBatchCreation(app: App, deps: AppDeps): void {
  const workbooks = openWorkbookReader()
  app.register(async (scope: App) => {
    // Bodies of this route are streamed, so that a file is never in memory whole.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    // What a refusal left unread is let through, or the connection could carry nothing more.
    scope.addHook('onResponse', async (request) => {
      // A reader that was left waiting for more would keep the rest from flowing.
      request.raw.removeAllListeners('readable')
      request.raw.resume()
    })
    registerTableReading(scope, workbooks)
    scope.post(
      '/v1/batches',
      {
        config: { scope: 'submit', ownIdempotency: true },
        handlerTimeout: uploadTimeoutMs,
        // The schemas are the published contract; the query and the body are read below, all problems at once.
        validatorCompiler: () => (value) => ({ value }),
        schema: {
          operationId: 'createBatch',
          summary: 'Admit a batch, or see what it would do',
          description,
          tags: ['batches'],
          consumes: ['application/json', ...sheetTypes.slice(0, 2), workbookType, ...lineTypes.slice(0, 1)],
          querystring: batchQuerySchema,
          body: batchBodySchema,
          response: {
            200: batchPreviewSchema,
            202: batchCreationSchema,
            ...refusals(400, 401, 409, 413, 415, 422, 503),
          },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        // A key that cannot be one is refused before the body is read.
        idempotentRequestOf(request, null)
        const source = await readSource(request, readQuery(request.query), workbooks)
        if (source.fields.dryRun) return reply.code(200).send(await preview(source, caller, deps))
        const { body, isReplayed } = await create(source, request, caller, deps)
        request.subject.batch_id = body.id
        if (isReplayed) markReplayed(reply)
        return reply.code(202).send(body)
      },
    )
  })
}

const uploadTimeoutMs = 600_000

const description =
  'Send JSON, or the file itself (text/csv with commas, semicolons or tabs; an .xlsx workbook; application/x-ndjson) with the same fields as query parameters: up to 50,000 rows and 64 MiB. Posting to the same name again creates what is new, replaces or runs beside what changed, and retries what failed free of charge.'

async function preview(source: Source, caller: Caller, deps: AppDeps) {
  const intake = await takeIn(
    source,
    source.fields,
    { ...deps, limits: caller.limits, images: await deskFor(source.fields, caller, deps) },
    keepNothing,
    preparerFor(source.fields, caller, deps),
  )
  const admission = await planAdmission(intake, source.fields, caller, deps)
  const [outlook, alsoIn, gates] = await Promise.all([
    readOutlook(admission, source.fields, deps),
    readAlsoIn(admission, source.fields, caller, deps),
    readGates(deps.db),
  ])
  return presentPreview(admission, { outlook, alsoIn, gates }, intake, source.fields, caller, deps)
}

/** Judgement: a file of a thousand slow links is looked at, and nobody waits longer than for the file itself. */
const linkPatienceMs = 60_000

function deskFor({ name, retry, images, checkImages }: BatchFields, caller: Caller, deps: AppDeps) {
  return openImageDesk(
    { batch: { name, retry }, images, checkImages, patienceMs: linkPatienceMs },
    caller,
    deps,
  )
}

async function keepNothing(): Promise<void> {}

async function create(source: Source, request: FastifyRequest, caller: Caller, deps: AppDeps) {
  const uploadId = newUploadId()
  await openUpload(deps.db, { id: uploadId, ...caller, name: source.fields.name })
  try {
    return await createFromUpload(source, request, caller, deps, uploadId)
  } finally {
    // What a lost connection leaves behind is swept by age, by whoever posts later.
    await Promise.allSettled([dropUpload(deps.db, uploadId), sweepUploads(deps.db, { limit: 4 })])
  }
}

async function createFromUpload(
  source: Source,
  request: FastifyRequest,
  caller: Caller,
  deps: AppDeps,
  uploadId: string,
) {
  const { fields } = source
  const intake = await takeIn(
    source,
    fields,
    { ...deps, limits: caller.limits, images: await deskFor(fields, caller, deps) },
    (jobs) => stageUploadRows(deps.db, uploadId, jobs),
    preparerFor(fields, caller, deps),
  )
  const idempotent = idempotentRequestOf(request, source.body.digest())
  const remembered = idempotent === null ? null : await replay(deps, caller, idempotent)
  if (remembered !== null) return { body: remembered, isReplayed: true }
  refuseProblems(intake, fields)
  const admitted = await admitBatch(
    {
      intake,
      fields,
      columns: source.columns,
      uploadId,
      caller,
      request: idempotent,
      requestId: request.id,
      ip: request.ip,
    },
    deps,
  )
  if (admitted.outcome === 'key-taken') {
    const first = idempotent === null ? null : await replay(deps, caller, idempotent)
    if (first === null) throw idempotencyInProgress()
    return { body: first, isReplayed: true }
  }
  await writeAuditEntries(deps.db, [sentEntry(admitted, fields, request)])
  // A store of messages that is away costs nothing: the sweep finds the rows.
  await Promise.allSettled([
    ...admitted.upstreams.map((upstream) => deps.producer.nudge(upstream)),
    ringForCopies(admitted.copying, deps),
  ])
  const body = await presentCreation(deps, caller, admitted.batchId, admitted.counts)
  if (idempotent !== null) await keepBatchReply(deps.db, idempotent, JSON.stringify(body))
  return { body, isReplayed: false }
}

/** They go straight to the archive step, at the version that they were made with. */
async function ringForCopies(ids: readonly JobId[], { producer, clock }: AppDeps): Promise<void> {
  const at = clock.now()
  if (ids.length === 0) return
  await producer.wake(ids.map((jobId) => ({ jobId, version: 1, step: 'archive' as const, at })))
}

function refuseProblems({ problems }: Intake, { onInvalid }: BatchFields): void {
  if (problems.total > 0 && onInvalid === 'reject') throw invalidRequest(problems.kept, problems.total)
}

/** The answer that the key got first; null: the key is free. */
async function replay(deps: AppDeps, caller: Caller, request: IdempotentRequest) {
  const known = await readIdempotencyKey(deps.db, request)
  switch (known.outcome) {
    case 'free':
      return null
    case 'conflict':
      throw idempotencyConflict()
    case 'in-progress':
      throw idempotencyInProgress()
    case 'done': {
      const kept = batchCreationSchema.safeParse(known.body)
      if (kept.success) return kept.data
      return known.resourceId === null ? null : presentCreation(deps, caller, known.resourceId)
    }
  }
}

function preparerFor(fields: BatchFields, caller: Caller, { config }: AppDeps) {
  return createJobPreparer({
    owner: caller.ownerName,
    name: fields.name,
    clipKeyTemplate: config.archive.keyTemplate,
    maxPriceTicks: fields.maxPriceTicks,
  })
}
