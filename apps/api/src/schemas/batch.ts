import { jobStates } from '@reelkeep/core'
import { z } from 'zod'
import { jsonObjectSchema, momentSchema, ticksSchema } from './values.ts'

export const batchStates = ['running', 'paused', 'canceled', 'finished'] as const

const count = z.number().int()

export const countsSchema = z.object({
  total: count,
  ...(Object.fromEntries(jobStates.map((state) => [state, count])) as Record<
    (typeof jobStates)[number],
    typeof count
  >),
})

export const batchCostSchema = z.object({
  quoted_ticks: ticksSchema.nullable(),
  reserved_ticks: ticksSchema.nullable(),
  charged_ticks: ticksSchema.nullable(),
  reported_ticks: ticksSchema.nullable(),
  contingent_ticks: ticksSchema.nullable(),
  /** Jobs whose quote or charge is unknown; their money is in none of the sums. */
  unpriced: count.describe('jobs whose price or charge nobody knows'),
  unquoted: count.describe('of those, the ones without a price: in no quoted sum'),
})

export const attentionSchema = z.object({
  reason: z.string(),
  count,
  ticks: ticksSchema.nullable(),
  parts: z
    .array(z.object({ simulated: z.boolean(), count, ticks: ticksSchema.nullable() }))
    .describe('count and money again, real money and that of simulated upstreams apart'),
  action: z.string().describe('what to do about it, with the command of the shell'),
  says: z.string().describe('the same without commands, for a page that does it itself'),
  filter: z.record(z.string(), z.string()).describe('the query of GET /v1/jobs that lists them'),
})

export const pauseSchema = z.object({
  reason: z
    .enum(['by_user', 'trial', 'stop_when', 'restored'])
    .nullable()
    .describe('null: paused before reasons were kept'),
  at: momentSchema.nullable(),
  by: z.string().nullable().describe('the key that paused it; null: nobody did'),
  detail: jsonObjectSchema.describe('the figures behind the reason'),
})

export const brakesSchema = z.object({
  trial_rows: count
    .nullable()
    .describe('only rows up to this one are sent until a person resumes; null: no trial, or it was approved'),
  stop_when: z
    .object({ failed_share: z.number(), after: count })
    .nullable()
    .describe('null: it never stops by itself'),
})

export const batchSchema = z
  .object({
    id: z.string(),
    object: z.literal('batch'),
    name: z.string(),
    state: z.enum(batchStates),
    counts: countsSchema,
    created: count,
    unchanged: count,
    retried: count,
    absent: count,
    skipped: z.array(z.object({ row: count, details: z.array(z.unknown()) })),
    simulated: z.boolean().describe('every job of it is of a simulated upstream: no real money'),
    cost: batchCostSchema,
    budget_ticks: ticksSchema.nullable(),
    budget: z
      .object({
        cap_ticks: ticksSchema,
        charged_ticks: ticksSchema,
        reserved_ticks: ticksSchema.describe('held for what is under way'),
        possible_ticks: ticksSchema.describe('may have been charged beyond that; nobody can say yet'),
        left_ticks: ticksSchema.describe('what may still be spent; below 0: a charge was above its quote'),
      })
      .nullable()
      .describe('the parts of its budget, as admission counts them; null: it has none'),
    needs_attention: z.array(attentionSchema),
    pause: pauseSchema.nullable().describe('why it stands still; null while it does not'),
    brakes: brakesSchema,
    forecast: z.object({
      finish_at: momentSchema.nullable(),
      final_ticks: ticksSchema.nullable(),
      spent_last_hour_ticks: ticksSchema
        .nullable()
        .describe(
          'charged for what was rendered or failed within the last hour; null: nothing is known to have been',
        ),
    }),
    created_at: momentSchema,
    finished_at: momentSchema.nullable(),
  })
  .meta({ id: 'Batch' })

export type BatchJson = z.infer<typeof batchSchema>
