import { type BatchGroup, groupOpenJobs, listBatches, readGates } from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { needsOf, type SummedNeed, sumNeeds } from '../../presenters/attention-needs.ts'
import { gateNeedsOf } from '../../presenters/gate-needs.ts'
import { presentNeed, presentStandstill } from '../../presenters/present-attention.ts'
import { attentionSchema } from '../../schemas/batch.ts'
import { refusals } from '../../schemas/error.ts'
import { momentQuerySchema, momentSchema } from '../../schemas/values.ts'

const sevenDaysMs = 7 * 86_400_000
/** Batches that stand still; the newest. */
const standstillsMax = 200

const itemSchema = attentionSchema
  .extend({
    batch: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .describe('the batch that stands still as a whole; null: jobs, of whichever batch or none'),
    batches: z.number().int().describe('how many batches the jobs are of'),
  })
  .meta({ id: 'Attention' })

/** What waits for a person, over all batches and single jobs. */
export function registerListAttention(app: App, { db, clock }: AppDeps): void {
  app.get(
    '/v1/attention',
    {
      schema: {
        operationId: 'listAttention',
        summary: 'What waits for a person, with its money, what to do, and the filter that lists it',
        description:
          'Failed jobs are those that stand for their row now and were made since `from`; what is not over counts from any time.',
        tags: ['reports'],
        querystring: z.strictObject({
          from: momentQuerySchema.optional().describe('of failed jobs; seven days ago when absent'),
        }),
        response: {
          200: z.object({
            object: z.literal('list'),
            from: momentSchema,
            data: z.array(itemSchema),
          }),
          ...refusals(400, 401, 403, 503),
        },
      },
    },
    async (request) => {
      const { ownerId } = callerOf(request)
      const { from } = request.query
      const since = from === undefined ? new Date(clock.now().getTime() - sevenDaysMs) : new Date(from)
      const [groups, gates, paused] = await Promise.all([
        groupOpenJobs(db, ownerId, since),
        readGates(db),
        listBatches(
          db,
          ownerId,
          { states: ['paused'], name: null },
          { limit: standstillsMax, beforeId: null },
        ),
      ])
      const ownGroups = (id: string) => groups.filter(({ batchId }) => batchId === id)
      const standstills = paused.slice(0, standstillsMax).flatMap((batch) =>
        presentStandstill(batch, ownGroups(batch.id)).map((need) => ({
          ...need,
          batch: { id: batch.id, name: batch.name },
          batches: 1,
        })),
      )
      const ofJobs = sumNeeds(byBatch(groups).flatMap((own) => needsOf(own)))
      const needs = [...ofJobs, ...gateNeedsOf(gates, groups)].map((need) => ({
        ...presentNeed(need, sinceOf(need, since)),
        batch: null,
        batches: need.batchIds.length,
      }))
      return { object: 'list' as const, from: since.toISOString(), data: [...standstills, ...needs] }
    },
  )
}

/** What a batch has reserved may come back to it, and to no other. */
function byBatch(groups: readonly BatchGroup[]): BatchGroup[][] {
  const found = new Map<string | null, BatchGroup[]>()
  for (const group of groups) {
    const own = found.get(group.batchId)
    if (own) own.push(group)
    else found.set(group.batchId, [group])
  }
  return [...found.values()]
}

function sinceOf({ filter }: SummedNeed, since: Date): { readonly from?: string } {
  return filter.state === 'failed' ? { from: since.toISOString() } : {}
}
