import { isStorableValue, ticksFromUsd } from '@reelkeep/core'
import { z } from 'zod'
import { scopes } from '../caller.ts'
import { momentSchema, ticksSchema } from './values.ts'

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isStorableValue, 'must not hold a NUL or half a character')

/** A folder of the bucket is named after it, so it is safe everywhere and never differs from another by case alone. */
const ownerNameShape = /^[a-z0-9][a-z0-9._-]{0,61}[a-z0-9]$|^[a-z0-9]$/

const ownerName = z
  .string()
  .regex(
    ownerNameShape,
    'must have 1 to 63 lower-case letters, digits, dots, dashes or underscores, with a letter or digit at both ends',
  )

const scopeList = z
  .array(z.enum(scopes))
  .min(1)
  .refine((list) => new Set(list).size === list.length, 'must name each scope once')

/** Any decimal of up to 15 digits survives a JSON number unchanged; its shortest text is what was typed. */
const usd = z
  .union([z.string(), z.number()])
  .refine((value) => ticksFromUsd(String(value)) !== null, 'must be dollars such as "12.50"')

const upcoming = z.iso.datetime({ offset: true, error: 'must be a time such as 2027-01-31T00:00:00Z' })

const nameList = z.array(z.string().min(1).max(200)).min(1).max(100)

/** What a key may spend and ask for; each null takes its limit away. */
const limitShape = {
  cap_usd: usd.nullable().optional().describe('what its jobs may cost in all'),
  day_cap_usd: usd.nullable().optional().describe('what its jobs may cost on one day of REELKEEP_TZ'),
  max_in_flight: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .nullable()
    .optional()
    .describe('jobs of it that are sent and not yet rendered'),
  requests_per_minute: z.number().int().min(1).max(100_000).nullable().optional(),
  upstreams: nameList.nullable().optional().describe('the only ones it may use'),
  models: nameList.nullable().optional().describe('the only ones it may use'),
  max_duration: z.number().int().min(1).max(3_600).nullable().optional().describe('seconds of a clip'),
  expires_at: upcoming.nullable().optional(),
}

export const newKeySchema = z
  .strictObject({
    name,
    scopes: scopeList.describe('read, submit, operate, admin; none implies another'),
    owner: ownerName.optional().describe('made when it is new; yours when absent'),
    ...limitShape,
  })
  .meta({ id: 'KeyRequest' })

export const keyChangeSchema = z
  .strictObject({ name: name.optional(), ...limitShape })
  .meta({ id: 'KeyChange' })

const spendingSchema = z.object({
  charged_ticks: ticksSchema,
  reserved_ticks: ticksSchema,
  contingent_ticks: ticksSchema.describe('may have been charged as well; nobody can say yet'),
})

export const keySchema = z
  .object({
    id: z.string(),
    object: z.literal('key'),
    name: z.string(),
    owner_id: z.string(),
    owner: z.string(),
    state: z.enum(['active', 'expired', 'revoked']),
    last_four: z
      .string()
      .nullable()
      .describe('null: the key of the configuration, or one restored without its secret'),
    of_configuration: z
      .boolean()
      .describe(
        'it is REELKEEP_ADMIN_KEY: it takes cap_usd, day_cap_usd and max_in_flight, and is revoked there',
      ),
    scopes: z.array(z.string()),
    created_at: momentSchema,
    expires_at: momentSchema.nullable(),
    revoked_at: momentSchema.nullable(),
    last_used_at: momentSchema.nullable().describe('to the minute'),
    cap_ticks: ticksSchema.nullable(),
    day_cap_ticks: ticksSchema.nullable(),
    max_in_flight: z.number().int().nullable(),
    requests_per_minute: z.number().int().nullable(),
    upstreams: z.array(z.string()).nullable(),
    models: z.array(z.string()).nullable(),
    max_duration: z.number().int().nullable(),
    spent: spendingSchema.nullable().describe('null: not counted, since it never had a cap'),
    spent_today: spendingSchema.nullable().describe('null: no cap by the day, or nothing sent today'),
  })
  .meta({ id: 'Key' })

export const revokedKeySchema = keySchema
  .extend({
    queued_jobs: z
      .number()
      .int()
      .describe('its jobs that were not sent yet; they go on until somebody cancels them'),
  })
  .meta({ id: 'RevokedKey' })

export const createdKeySchema = keySchema
  .extend({
    secret: z
      .string()
      .nullable()
      .describe('the key itself, shown this once; null in a repeated answer, since it is kept nowhere'),
  })
  .meta({ id: 'CreatedKey' })
