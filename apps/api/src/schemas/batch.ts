import { jobStates } from '@reelkeep/core'
import { z } from 'zod'
import { momentSchema, ticksSchema } from './values.ts'

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
  unpriced: count,
})

export const attentionSchema = z.object({
  reason: z.string(),
  count,
  ticks: ticksSchema.nullable(),
  action: z.string(),
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
    cost: batchCostSchema,
    budget_ticks: ticksSchema.nullable(),
    needs_attention: z.array(attentionSchema),
    forecast: z.object({ finish_at: momentSchema.nullable(), final_ticks: ticksSchema.nullable() }),
    created_at: momentSchema,
    finished_at: momentSchema.nullable(),
  })
  .meta({ id: 'Batch' })

export type BatchJson = z.infer<typeof batchSchema>
