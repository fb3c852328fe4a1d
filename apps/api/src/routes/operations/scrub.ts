import { beginOperation, newOperationId, readBatch, readJob, readOperation } from '@reelkeep/db'
import { z } from 'zod'
import { type Caller, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { presentOperation } from '../../presenters/present-operation.ts'
import { refusals } from '../../schemas/error.ts'
import { operationSchema } from '../../schemas/operation.ts'

const bodySchema = z
  .strictObject({
    batch: z.string().min(1).optional().describe('only the clips of this batch'),
    job: z.string().min(1).optional().describe('only the clip of this job'),
    sample: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('only so many of all, the least recently checked first'),
  })
  .refine((wish) => Object.keys(wish).length <= 1, 'takes one of batch, job and sample')
  .nullish()

type Wish = NonNullable<z.infer<typeof bodySchema>>

/** Orders a scrub; a worker does it. */
export function registerScrub(app: App, deps: AppDeps): void {
  app.post(
    '/v1/scrub',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'scrub',
        summary: 'Read stored clips again and name those that are not what was kept',
        description:
          'All clips of the caller, or those of one batch, one job, or a sample. Each that is missing, has another length or other bytes is a problem of the operation, and shows as `clip.damage` of its job.',
        tags: ['operations'],
        body: bodySchema,
        response: { 202: operationSchema, ...refusals(400, 401, 403, 404, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { ownerId, keyId } = caller
      const filter = await filterOf(deps, caller, request.body ?? {})
      const wanted = {
        id: newOperationId(),
        ownerId,
        keyId,
        action: 'scrub',
        filter,
        requestId: request.id,
        ip: request.ip,
      }
      // Several may wait their turn: each looks at other clips.
      const { id } = await beginOperation(deps.db, wanted, 0)
      const operation = await readOperation(deps.db, { ownerId, id })
      if (operation === null) throw notFound('operation', id)
      return reply.code(202).send(presentOperation(operation))
    },
  )
}

type Filter = { readonly batch_id?: string; readonly job_id?: string; readonly sample?: number }

async function filterOf({ db }: AppDeps, { ownerId }: Caller, wish: Wish): Promise<Filter> {
  if (wish.batch !== undefined) {
    const batch = await readBatch(db, { ownerId, id: wish.batch })
    if (batch === null) throw notFound('batch', wish.batch)
    return { batch_id: batch.id }
  }
  if (wish.job !== undefined) {
    const record = await readJob(db, { ownerId, id: wish.job })
    if (record === null) throw notFound('job', wish.job)
    return { job_id: record.job.id }
  }
  return wish.sample === undefined ? {} : { sample: wish.sample }
}
