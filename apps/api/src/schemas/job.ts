import { failureReasons, jobStates, operations, waitingReasons, wordSources } from '@reelkeep/core'
import { z } from 'zod'
import { jsonObjectSchema, momentSchema, ticksSchema } from './values.ts'

export const costSchema = z.object({
  quoted_ticks: ticksSchema.nullable(),
  reserved_ticks: ticksSchema.nullable(),
  charged_ticks: ticksSchema.nullable(),
  reported_ticks: ticksSchema.nullable(),
  contingent_ticks: ticksSchema.nullable(),
  source: z.enum(['metered', 'estimated', 'unknown']),
  price_version: z.string().nullable(),
})

export const marks = ['keep', 'redo'] as const

export const saidBySchema = z
  .enum(wordSources)
  .nullable()
  .describe(
    'whose words `upstream_status` holds: the upstream’s, a person’s who resolved it, its policy’s, or what Reelkeep saw; null: it holds none',
  )

export const jobSchema = z
  .object({
    id: z.string(),
    object: z.literal('job'),
    state: z.enum(jobStates),
    reason: z.string().nullable(),
    waiting_for: z.enum(waitingReasons).nullable(),
    overdue: z.boolean(),
    mismatch: z.array(
      z.object({
        field: z.string(),
        asked: z.string(),
        got: z.string(),
        /** What it is worth by the price list; null: unknown, or no price depends on it. */
        ticks: ticksSchema.nullable(),
      }),
    ),
    simulated: z.boolean(),
    owner_id: z.string(),
    batch_id: z.string().nullable(),
    row: z.number().int().nullable(),
    take: z
      .object({ number: z.number().int(), of: z.number().int() })
      .nullable()
      .describe('which of the clips of its row it is; null: its row has one, or it has no row'),
    custom_id: z.string().nullable(),
    name: z.string().nullable(),
    upstream: z.string(),
    model: z.string(),
    operation: z.enum(operations),
    prompt: z.string(),
    params: z.object({
      duration: z.number().nullable(),
      aspect_ratio: z.string().nullable(),
      resolution: z.string().nullable(),
      image_urls: z.array(z.string()),
      video_url: z.string().nullable(),
    }),
    priority: z.number().int(),
    task_id: z.string().nullable(),
    task_unproven: z
      .boolean()
      .describe('a person named the task, and the upstream has not spoken of it yet: it can be corrected'),
    adopted: z
      .boolean()
      .describe('its task was made elsewhere: it is polled, archived and costed, never sent'),
    reused_from: z
      .string()
      .nullable()
      .describe('the archived job whose clip it copies for nothing; null: its clip was, or will be, bought'),
    progress: z.number().nullable(),
    submissions: z.number().int(),
    polls: z.number().int(),
    cost: costSchema,
    reported: z.object({
      model: z.string().nullable(),
      duration_s: z.number().nullable(),
      created_at: momentSchema.nullable(),
      started_at: momentSchema.nullable(),
      finished_at: momentSchema.nullable(),
    }),
    failure: z
      .object({
        step: z.enum(['submit', 'poll', 'archive', 'resolve']),
        reason: z.enum(failureReasons),
        message: z.string(),
        charged: z.boolean().nullable(),
        retryable: z.boolean(),
        upstream_status: z.string().nullable(),
        said_by: saidBySchema,
      })
      .nullable(),
    clip: z
      .object({
        bucket: z.string(),
        key: z.string(),
        bytes: z.number().int(),
        sha256: z.string(),
        content_type: z.string(),
        duration_ms: z.number().int(),
        width: z.number().int(),
        height: z.number().int(),
        archived_at: momentSchema,
        checked_at: momentSchema
          .nullable()
          .describe('when the stored bytes were last hashed again; null: never'),
        damage: z
          .enum(['missing', 'other_length', 'other_hash'])
          .nullable()
          .describe('what the last check found wrong with the stored bytes'),
      })
      .nullable(),
    mark: z
      .object({ mark: z.enum(marks), note: z.string().nullable(), by: z.string(), at: momentSchema })
      .nullable()
      .describe('what a person makes of the clip, by which key and when; null: nobody has said'),
    due_at: momentSchema.nullable(),
    source_expires_at: momentSchema.nullable(),
    supersedes_id: z.string().nullable(),
    created_at: momentSchema,
    submitted_at: momentSchema.nullable(),
    rendered_at: momentSchema.nullable(),
    finished_at: momentSchema.nullable(),
    metadata: jsonObjectSchema,
  })
  .meta({ id: 'Job' })

export type JobJson = z.infer<typeof jobSchema>
