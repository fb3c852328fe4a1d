import { z } from 'zod'
import { jsonObjectSchema, momentSchema } from './values.ts'

export const explanationSchema = z
  .object({
    object: z.literal('explanation'),
    job_id: z.string(),
    as_of: momentSchema.describe('when all of it was so'),
    job: z.object({
      state: z.string(),
      reason: z.string().nullable(),
      waiting_for: z.string().nullable(),
      overdue: z.boolean(),
      batch_id: z.string().nullable(),
      batch_name: z.string().nullable(),
      row: z.number().int().nullable(),
    }),
    state: z.string().describe('why it is in its state'),
    next: z.object({
      says: z.string(),
      at: momentSchema.nullable().describe('null: nobody knows, or it depends on somebody'),
      by: z.enum(['reelkeep', 'upstream', 'person', 'nobody']).describe('who moves it; nobody: it has ended'),
      commands: z.array(z.string()).describe('what a person can type, the likeliest first'),
    }),
    rule: z.object({
      says: z.string(),
      place: z.string().describe('a configuration key, a plan, a decision, a limit'),
    }),
    cost: z.object({ says: z.string(), known_by: z.string() }),
    notes: z.array(z.string()),
    detail: jsonObjectSchema.describe('figures behind the words: slots, rate, caps, polls, workers'),
  })
  .meta({ id: 'Explanation' })

export type ExplanationJson = z.infer<typeof explanationSchema>
