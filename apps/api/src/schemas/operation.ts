import { z } from 'zod'
import { jsonObjectSchema, momentSchema, ticksSchema } from './values.ts'

const count = z.number().int()

export const operationStates = ['running', 'finished', 'failed', 'canceled'] as const

export const operationSchema = z
  .object({
    id: z.string(),
    object: z.literal('operation'),
    key_id: z.string().describe('who ordered it'),
    action: z.string(),
    options: jsonObjectSchema,
    state: z.enum(operationStates),
    matched: count.describe('what was found to be done'),
    done: count,
    refused: count.describe('jobs of a bulk action that did not allow it'),
    skipped: count.describe(
      'what was there already and was left alone; of a bulk action: what a cap or its batch forbade',
    ),
    problems: z.array(z.object({ where: z.string(), message: z.string() })).describe('the first thousand'),
    problem_total: count,
    checks: z
      .array(
        z.object({
          name: z.string(),
          outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
          message: z.string(),
          fix: z.string().nullable().describe('what to do about it; null: nothing'),
          took_ms: z.number().int(),
        }),
      )
      .describe('only of a doctor, in the order in which they were told'),
    quoted_ticks: ticksSchema
      .nullable()
      .describe('what a bulk action was quoted at; null: another kind, or unknown'),
    quoted_parts: z
      .array(z.object({ simulated: z.boolean(), jobs: count, ticks: ticksSchema.nullable() }))
      .describe('the same, real money and that of simulated upstreams apart; empty: it bought nothing'),
    created_at: momentSchema,
    moved_at: momentSchema.describe('when its figures last changed'),
    finished_at: momentSchema.nullable(),
  })
  .meta({ id: 'Operation' })

export type OperationJson = z.infer<typeof operationSchema>
