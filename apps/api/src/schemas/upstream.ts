import { operations } from '@reelkeep/core'
import { z } from 'zod'
import { momentSchema, ticksSchema } from './values.ts'

const modelSchema = z.object({
  model: z.string(),
  operations: z.array(z.enum(operations)),
  duration: z.object({
    kind: z.enum(['range', 'list', 'fixed']),
    allowed: z.array(z.union([z.string(), z.number()])),
    default: z.number(),
  }),
  aspect_ratios: z.object({ allowed: z.array(z.string()), default: z.string() }),
  resolutions: z.object({ allowed: z.array(z.string()), default: z.string() }),
  images: z.object({ max: z.number().int(), base64: z.boolean() }),
  price: z.object({ unit: z.enum(['second', 'call']), ticks: ticksSchema.nullable() }),
  source: z.string(),
})

const limitSchema = z.object({
  configured: z.number(),
  live: z.number().nullable().describe('set by a person; null: the configured one holds'),
})

export const upstreamSchema = z
  .object({
    name: z.string(),
    object: z.literal('upstream'),
    title: z.string(),
    profile: z.string(),
    is_default: z.boolean(),
    configured: z.boolean().describe('has a key'),
    simulated: z.boolean(),
    price_version: z.string(),
    models: z.array(modelSchema),
    gate: z.object({
      state: z.enum(['open', 'paused', 'closed', 'held']),
      paused: z.boolean(),
      closed_reason: z.string().nullable(),
      closed_at: momentSchema.nullable(),
      not_before: momentSchema.nullable(),
      in_flight: z.number().int(),
    }),
    limits: z.object({
      max_in_flight: limitSchema,
      requests_per_minute: limitSchema,
      polls_per_minute: limitSchema,
    }),
  })
  .meta({ id: 'Upstream' })

export type UpstreamJson = z.infer<typeof upstreamSchema>
