import { modes, operations } from '@reelkeep/core'
import { z } from 'zod'
import { momentSchema, ticksSchema } from './values.ts'

const seconds = z.number().describe('seconds')

const choiceSchema = z.object({
  allowed: z.array(z.string()).describe('empty: the mode takes no such value'),
  default: z.string().nullable().describe('null: left to the upstream'),
})

const modeSchema = z.object({
  mode: z.enum(modes).describe('a generation with no image is text, with one image, with more references'),
  words: z.string(),
  operation: z.enum(operations),
  duration: z.object({
    kind: z.enum(['range', 'list', 'fixed', 'as-source']),
    allowed: z.array(z.union([z.string(), z.number()])),
    default: z.number().nullable().describe('null: as long as its source'),
    min_s: seconds.nullable().describe('seconds of the shortest clip; null: as long as its source'),
    max_s: seconds.describe('seconds of the longest clip'),
  }),
  aspect_ratios: choiceSchema,
  resolutions: choiceSchema,
  images: z.object({
    min: z.number().int(),
    max: z.number().int(),
    base64: z.boolean().describe('data links are taken as well as public ones'),
  }),
  video: z.object({ ends_with: z.string().nullable(), max_s: seconds }).nullable(),
})

const priceSchema = z.object({
  unit: z.enum(['second', 'call']).describe('what the vendor bills by, also where the price is unknown'),
  ticks: ticksSchema.nullable().describe('null: unknown, or by resolution'),
  by_resolution: z.record(z.string(), ticksSchema).nullable(),
  per_image_ticks: ticksSchema.nullable().describe('for each image that is sent; null: none is known'),
})

const pollSchema = z
  .object({
    first: z.array(z.object({ duration_s: seconds, first_s: seconds })),
    min_s: seconds,
    max_s: seconds,
    growth: z.number().nullable().describe('null: waits are drawn evenly between min and max'),
    deadline_s: seconds.describe('seconds until a job is overdue, which is not a failure'),
    overdue_s: seconds,
  })
  .describe('when we ask: first by the clip’s duration, then from min to max')

const modelSchema = z.object({
  model: z.string(),
  aliases: z.array(z.string()),
  operations: z.array(z.enum(operations)),
  modes: z.array(modeSchema),
  prompt_max_chars: z.number().int().nullable(),
  price: priceSchema,
  price_version: z.string(),
  poll: pollSchema,
  source: z.string(),
})

const limitSchema = z.object({
  configured: z.number(),
  live: z.number().nullable().describe('set by a person; null: the configured one holds'),
})

const surpriseSchema = z.object({
  kind: z.enum(['status', 'field']),
  name: z.string(),
  count: z.number().int(),
  first_seen: momentSchema,
  last_seen: momentSchema,
  job_id: z.string().describe('the first job whose reply held it'),
})

export const upstreamSchema = z
  .object({
    name: z.string(),
    object: z.literal('upstream'),
    title: z.string(),
    profile: z.string(),
    is_default: z.boolean(),
    configured: z.boolean().describe('has a key'),
    key_variable: z.string().describe('the environment variable that holds its key'),
    simulated: z.boolean(),
    price_version: z.string(),
    models: z.array(modelSchema),
    choices: z.array(z.string()).describe('where documents disagree or are silent: what we follow'),
    link_lifetime_s: seconds,
    reported_ticks_are: z
      .enum(['bill', 'passed_through', 'none'])
      .describe('what the ticks in its replies are: its bill, another service’s passed on, or not there'),
    bill_factor: z.string().describe('decimal text: what is charged for each tick passed through'),
    max_overdue: z.number().int().describe('overdue tasks past which no more are created'),
    max_request_bytes: z.number().int(),
    polls_share_rate: z.boolean().describe('creates and polls are counted together'),
    gate: z.object({
      state: z
        .enum(['open', 'paused', 'closed', 'held', 'probing'])
        .describe('held: until not_before; probing: closed, and a single job is under way that may open it'),
      paused: z.boolean(),
      closed_kind: z
        .enum(['no_key', 'configuration', 'account', 'breaker', 'overdue', 'archive_unwell'])
        .nullable()
        .describe('archive_unwell: clips cannot be kept at the moment, so none is bought, at any upstream'),
      closed_reason: z.string().nullable(),
      closed_at: momentSchema.nullable(),
      probe_at: momentSchema.nullable().describe('when a single job may try a closed gate'),
      not_before: momentSchema.nullable(),
      in_flight: z.number().int(),
      overdue: z.number().int().describe('tasks that are rendering past our deadline'),
      rate_cut: z.number().describe('the share of the create rate in force after rate limits; 1: all of it'),
      poll_rate_cut: z.number().describe('the same of the poll rate'),
      strain: z.number().describe('lost submissions that count now, less what acceptances forgave'),
    }),
    limits: z.object({
      max_in_flight: limitSchema,
      requests_per_minute: limitSchema,
      polls_per_minute: limitSchema,
    }),
    allowed_hosts: z
      .array(z.string())
      .describe('each a host or host:port that a person has allowed for the links of its clips'),
    surprises: z
      .array(surpriseSchema)
      .describe(
        'what it said that its dialect does not know, latest first: a sign that its wire has changed',
      ),
  })
  .meta({ id: 'Upstream' })

export const changedUpstreamSchema = upstreamSchema
  .and(
    z.object({
      links_tried_again: z
        .number()
        .int()
        .describe('clips whose refused link this change has made due again at once'),
    }),
  )
  .meta({ id: 'ChangedUpstream' })

export type UpstreamJson = z.infer<typeof upstreamSchema>
