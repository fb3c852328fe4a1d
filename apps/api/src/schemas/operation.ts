import { z } from 'zod'
import { jsonObjectSchema, momentSchema } from './values.ts'

const count = z.number().int()

export const operationSchema = z
  .object({
    id: z.string(),
    object: z.literal('operation'),
    action: z.string(),
    options: jsonObjectSchema,
    state: z.enum(['running', 'finished', 'failed']),
    matched: count.describe('what was found to be done'),
    done: count,
    skipped: count.describe('what was there already and was left alone'),
    problems: z.array(z.object({ where: z.string(), message: z.string() })).describe('the first thousand'),
    problem_total: count,
    created_at: momentSchema,
    moved_at: momentSchema.describe('when its figures last changed'),
    finished_at: momentSchema.nullable(),
  })
  .meta({ id: 'Operation' })

export type OperationJson = z.infer<typeof operationSchema>
