import { adviceCodes } from '@reelkeep/core'
import { type BatchRecord, databaseNow, readBatch } from '@reelkeep/db'
import { z } from 'zod'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { presentBatch } from '../presenters/present-batch.ts'
import { readBatchFigures } from '../read-batch-figures.ts'
import { batchSchema, brakesSchema } from '../schemas/batch.ts'
import { detailSchema } from '../schemas/error.ts'
import { jsonObjectSchema, momentSchema, ticksSchema } from '../schemas/values.ts'

const count = z.number().int()
const detailsSchema = z.array(detailSchema)

const reusableSchema = z
  .object({
    rows: count,
    ticks: ticksSchema.describe('what those with a price would cost'),
    unpriced_rows: count,
    sample: z.array(z.object({ row: count, job_id: z.string().nullable() })),
  })
  .describe('rows whose clip is archived already, by the same content; reuse=true copies them for nothing')

const warningGroupsSchema = z
  .array(
    z.object({
      code: z.string(),
      path: z.string().nullable().describe('null: the file as a whole'),
      column: count.optional(),
      message: z.string().describe('of the first'),
      same: z.boolean().describe('whether all of them say exactly that'),
      count,
      sample: z.array(z.object({ row: count.nullable(), line: count.optional() })),
    }),
  )
  .describe('all warnings by what they say of which column, with where the first of each are')

const noneReusable = { rows: 0, ticks: '0', unpriced_rows: 0, sample: [] }

/** The batch, with what only its creation has to say. */
export const batchCreationSchema = batchSchema.extend({
  replaced: count,
  run_beside: count,
  left_alone: count,
  reused: count.describe('of those created, how many copy a clip and cost nothing'),
  reusable: reusableSchema,
  skipped_total: count,
  warnings: detailsSchema,
  warnings_total: count,
  warning_groups: warningGroupsSchema,
})

export type BatchCreationJson = z.infer<typeof batchCreationSchema>

export const batchPreviewSchema = z
  .object({
    object: z.literal('batch_preview'),
    name: z.string(),
    valid: z.boolean(),
    rows: count,
    problems: detailsSchema,
    total: count,
    created: count,
    replaced: count,
    run_beside: count,
    retried: count,
    unchanged: count,
    left_alone: count,
    absent: count,
    reused: count,
    reusable: reusableSchema,
    standing: z
      .object({ batch_id: z.string(), state: z.enum(['running', 'paused', 'canceled', 'finished']) })
      .nullable()
      .describe(
        'the batch of this name, which would go on; a paused one stays paused. null: the name is free',
      ),
    paused: z
      .array(z.object({ upstream: z.string(), rows: count }))
      .describe('upstreams that a person paused, and what would be bought there: it waits until one resumes'),
    skipped: z.array(z.object({ row: count, details: detailsSchema })),
    skipped_total: count,
    warnings: detailsSchema,
    warnings_total: count,
    warning_groups: warningGroupsSchema,
    also_in: z
      .array(
        z.object({
          batch_id: z.string(),
          name: z.string(),
          created_at: momentSchema,
          rows: count.describe('equal rows that it has archived or under way'),
          ticks: ticksSchema.describe('what those of them with a price cost, bought again'),
          unpriced_rows: count,
        }),
      )
      .describe(
        'batches of the same name but for the day at its end that hold what would be bought, newest first; post under that name to continue one',
      ),
    local_images: z
      .array(z.string())
      .describe('files of the caller’s own that rows name as images; upload them, and send `images`'),
    expanded: z.array(jsonObjectSchema),
    expanded_total: count,
    quote: z.object({
      rows: count,
      low_ticks: ticksSchema,
      expected_ticks: ticksSchema.nullable(),
      high_ticks: ticksSchema.nullable(),
      unknown_rows: count,
      reserved_ticks: ticksSchema
        .nullable()
        .describe('what would be held for the rows by the price list; a budget is measured against it'),
      unknown: z.array(z.object({ upstream: z.string(), model: z.string(), rows: count })),
      lines: z.array(
        z.object({
          upstream: z.string(),
          model: z.string(),
          simulated: z.boolean(),
          price_version: z.string().nullable(),
          rows: count,
          each_ticks: ticksSchema.nullable(),
          low_ticks: ticksSchema.nullable(),
          expected_ticks: ticksSchema.nullable(),
          high_ticks: ticksSchema.nullable(),
          basis: z.enum(['history', 'price_list', 'max_price', 'unknown']),
          charges: count.describe('the real charges behind `history`'),
        }),
      ),
      lines_total: count,
    }),
    trial: z
      .object({
        rows: count.describe('of the file'),
        last_row: count,
        clips: count.describe('what they become with their takes, and the values of variables'),
        low_ticks: ticksSchema,
        expected_ticks: ticksSchema.nullable(),
        high_ticks: ticksSchema.nullable(),
        unknown_rows: count.describe('clips without a price'),
      })
      .nullable()
      .describe('the part of the quote that goes before a person is asked; null: no trial'),
    finish: z
      .object({ low_at: momentSchema, expected_at: momentSchema, basis: z.enum(['history', 'plan']) })
      .nullable()
      .describe(
        'when the last row is likely to be rendered; null: an upstream of the rows creates nothing now',
      ),
    hints: z
      .array(
        z.object({
          code: z.enum(adviceCodes),
          message: z.string(),
          rows: count,
          sample_row: count.describe('the first row that does not follow it'),
          source: z.string(),
        }),
      )
      .describe('advice that rows do not follow; nothing is refused for it'),
    brakes: brakesSchema,
    budget_ticks: ticksSchema.nullable(),
    committed_ticks: ticksSchema,
    committed: z
      .object({
        charged_ticks: ticksSchema,
        to_come_ticks: ticksSchema.describe('reserved, or to be reserved for what is in line'),
        possible_ticks: ticksSchema.describe('may have been charged beside that'),
      })
      .describe('the parts of `committed_ticks`: what the budget counts already'),
    refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
    token: z.string().nullable(),
  })
  .meta({ id: 'BatchPreview' })

/** A batch as the post that made it is answered. `counts`: what it did; null: as the batch says of its last post. */
export async function presentCreation(
  { db }: Pick<AppDeps, 'db'>,
  { ownerId }: Caller,
  id: string,
  counts: BatchRecord['intake'] | null = null,
): Promise<BatchCreationJson> {
  const found = await readBatch(db, { ownerId, id })
  if (found === null) throw notFound('batch', id)
  // Somebody else may have posted since, and the batch says what the last post did.
  const batch = counts === null ? found : { ...found, intake: counts }
  const [figures, now] = await Promise.all([readBatchFigures({ db }, [id]), databaseNow(db)])
  const { intake } = batch
  const countOf = (name: string) => (typeof intake[name] === 'number' ? intake[name] : 0)
  return {
    ...presentBatch(batch, figures, now),
    replaced: countOf('replaced'),
    run_beside: countOf('run_beside'),
    left_alone: countOf('left_alone'),
    reused: countOf('reused'),
    reusable: reusableSchema.catch(noneReusable).parse(intake.reusable),
    skipped_total: countOf('skipped_total'),
    warnings: detailsSchema.catch([]).parse(intake.warnings),
    warnings_total: countOf('warnings_total'),
    warning_groups: warningGroupsSchema.catch([]).parse(intake.warning_groups),
  }
}
