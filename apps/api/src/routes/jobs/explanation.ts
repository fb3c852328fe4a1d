import { type ExplainFacts, explainJob } from '@reelkeep/core'
import {
  type BatchRecord,
  databaseNow,
  type EventRecord,
  type ExplainRow,
  type Gate,
  type JobRecord,
  listJobEvents,
  listWorkers,
  readBatch,
  readExplainFacts,
  readGates,
  readJob,
  readStoreHealth,
  type StoreHealth,
  type WorkerRow,
} from '@reelkeep/db'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentExplanation } from '../../presenters/present-explanation.ts'
import { aliveWithinMs } from '../../presenters/present-worker.ts'
import { refusals } from '../../schemas/error.ts'
import { explanationSchema } from '../../schemas/explanation.ts'
import { idParamsSchema } from '../../schemas/values.ts'

/** So much of the end of a history says why a job is where it is. */
const eventsRead = 50

/** Why a job is in its state, what happens next and when, which rule says so, and what it has cost. */
export function registerExplainJob(app: App, deps: AppDeps): void {
  app.get(
    '/v1/jobs/:id/explanation',
    {
      schema: {
        operationId: 'explainJob',
        summary: 'Why a job is in its state, what comes next, and which rule says so',
        tags: ['jobs'],
        params: idParamsSchema,
        response: { 200: explanationSchema, ...refusals(400, 401, 404, 503) },
      },
    },
    async (request) => {
      const job = { ownerId: callerOf(request).ownerId, id: request.params.id }
      const [record, around] = await Promise.all([readJob(deps.db, job), readExplainFacts(deps.db, job)])
      if (record === null || around === null) throw notFound('job', job.id)
      const facts = await gather(deps, record, around)
      return presentExplanation(facts, explainJob(facts))
    },
  )
}

async function gather({ db, upstreams }: AppDeps, record: JobRecord, around: ExplainRow) {
  const { job } = record
  const { id, ownerId, batchId, lastSeq } = job
  const [events, batch, [gate], store, workers, now] = await Promise.all([
    listJobEvents(db, { ownerId, id }, { limit: eventsRead, afterSeq: Math.max(0, lastSeq - eventsRead) }),
    batchId === null ? null : readBatch(db, { ownerId, id: batchId }),
    readGates(db, job.upstream),
    readStoreHealth(db),
    listWorkers(db),
    databaseNow(db),
  ])
  const upstream = upstreams.find(({ rules }) => rules.name === job.upstream)
  return factsOf({
    record,
    around,
    events,
    batch,
    gate: gate ?? null,
    store,
    workers,
    rules: upstream?.rules ?? null,
    isConfigured: upstream?.configured ?? false,
    now,
  })
}

type Read = Pick<ExplainFacts, 'rules' | 'isConfigured' | 'now'> & {
  readonly record: JobRecord
  readonly around: ExplainRow
  readonly events: readonly EventRecord[]
  readonly batch: BatchRecord | null
  readonly gate: Gate | null
  readonly store: StoreHealth
  readonly workers: readonly WorkerRow[]
}

function factsOf({ record, around, batch, workers, now, ...read }: Read): ExplainFacts {
  const { job, batchRow, waitingFor, clipCheck, supersedesId } = record
  const lastBeatAt = workers[0]?.beatAt ?? null
  return {
    ...around,
    ...read,
    job,
    batchRow,
    waitingFor,
    clipCheck,
    supersedesId: supersedesId as ExplainFacts['supersedesId'], // parsing: the column holds ids of jobs
    batch,
    workers: {
      alive: workers.filter(({ beatAt }) => now.getTime() - beatAt.getTime() < aliveWithinMs).length,
      lastBeatAt,
    },
    now,
  }
}
