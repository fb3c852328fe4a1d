// Records are read back from a bucket that strangers may have written to: every field is checked before it is believed.
import { type JobDocument, type JsonValue, jobDocumentSchema, jobStates, operations } from '@reelkeep/core'
import { z } from 'zod'

/** The job of a record's text; throws the one line that says what is wrong with it. */
export function readJobDocument(text: string): JobDocument {
  return parseRecord(documentSchema, text)
}

export function parseRecord<Document>(schema: z.ZodType<Document>, text: string): Document {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('it is no JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not a record'}`)
}

type JsonObject = { readonly [key: string]: JsonValue }

/** Postgres keeps no NUL. */
function isStorable(value: unknown): boolean {
  return value !== undefined && !JSON.stringify(value).includes('\\u0000')
}

const text = z
  .string()
  .max(1_000_000)
  .refine((value) => !value.includes('\0'), 'holds a NUL')
const word = text.max(300)
const words = word.nullable()
const count = z.int().min(0)
const moment = z.iso.datetime({ offset: true })
const moments = moment.nullable()
const ticks = z.string().regex(/^-?\d{1,18}$/)
// What was parsed is JSON already. A check of its own would give it back without a key `__proto__`, which a header may be.
const json = z.custom<JsonValue>(isStorable, 'holds a NUL')
const object = z
  .custom<JsonObject>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'not an object',
  )
  .refine(isStorable, 'holds a NUL')
const id = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`))

export const ownerSchema = z.object({ id: id('owner'), name: word.min(1), created_at: moment })

export const keySchema = z.object({
  id: id('key'),
  name: word,
  scopes: z.array(z.enum(['submit', 'read', 'operate', 'admin'])),
  created_at: moment,
})

export const fieldSchemas = { text, word, words, count, moment, moments, ticks, object, id }

const batchName = z.object({
  id: id('batch'),
  name: word.min(1),
  columns: z.array(text),
  created_at: moment,
})

const jobFacts = z.object({
  id: id('job'),
  batch_row: z.int().min(1).nullable(),
  row_key: text.nullable(),
  content_hash: words,
  is_current: z.boolean(),
  supersedes_id: id('job').nullable(),
  custom_id: text.nullable(),
  name: text.nullable(),
  priority: z.int().min(0).max(9),
  metadata: object,
  row_data: object.nullable(),
  created_at: moment,
  upstream: word.min(1),
  model: word.min(1),
  operation: z.enum(operations),
  prompt: text,
  duration_s: count.nullable(),
  aspect_ratio: words,
  resolution: words,
  image_urls: z.array(text).max(100),
  video_url: text.nullable(),
  clip_key: z.string().min(1).max(1_024),
  simulated: z.boolean(),
  keep_exchanges: z.boolean().default(false),
  adopted: z.boolean().default(false),
  reused_from: id('job').nullable().default(null),
  quoted_ticks: ticks.nullable(),
  max_price_ticks: ticks.nullable(),
  price_version: words,
  account_ids: z.array(word),
  state: z.enum(jobStates),
  reason: words,
  waiting_for: words,
  due_at: moments,
  next_step: words,
  version: z.int().min(1),
  last_seq: count,
  overdue: z.boolean(),
  submissions: count,
  retries: count,
  polls: count,
  poll_failures: count,
  archive_failures: count,
  link_refreshes: count,
  reopens: count.default(0),
  progress: z.number().min(0).max(100).nullable(),
  upstream_status: text.nullable(),
  source_expires_at: moments.default(null),
  reported: object.nullable(),
  mismatch: z.array(json),
  reserved_ticks: ticks,
  charged_ticks: ticks.nullable(),
  reported_ticks: ticks.nullable(),
  contingent_ticks: ticks.nullable(),
  cost_source: word,
  failure: object.nullable(),
  submitted_at: moments,
  rendered_at: moments,
  finished_at: moments,
})

const submission = z.object({
  id: id('sub'),
  number: z.int().min(1),
  status: word,
  deadline_at: moments,
  sent_at: moments,
  upstream: word,
  task_id: text.nullable(),
  task_unproven: z.boolean().default(false),
  credential_id: words,
  base_url: text.nullable(),
  requested_model: word,
  reported_model: text.nullable(),
  price_version: words,
  http_status: z.int().nullable(),
  message: text.nullable(),
  created_at: moment,
  settled_at: moments,
})

const ledgerEntry = z.object({
  charge_key: word,
  submission_id: words,
  upstream: word,
  model: word,
  kind: word,
  debit: word,
  credit: word,
  ticks: ticks.nullable(),
  source: word,
  price_version: words,
  simulated: z.boolean(),
  at: moment,
})

const failure = z.object({
  submission_id: words,
  upstream: word,
  model: word,
  step: word,
  reason: word,
  fingerprint: text,
  message: text,
  charged: word,
  retryable: z.boolean(),
  upstream_status: text.nullable(),
  at: moment,
})

const event = z.object({
  seq: z.int().min(1),
  kind: word,
  from_state: words,
  to_state: word,
  detail: object,
  at: moment,
})

const clip = z.object({
  bucket: word,
  key: z.string().min(1).max(1_024),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  media_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  crc32: word,
  content_type: word,
  duration_ms: count,
  width: count,
  height: count,
  codec: word,
  archived_at: moment,
})

const mark = z.object({
  mark: z.enum(['keep', 'redo']),
  note: text.nullable(),
  at: moment,
  key: keySchema,
})

/** What a record may hold of each kind: far more than a job ever has. */
const listMax = 10_000

const documentSchema = z
  .object({
    schema: z.literal(jobDocumentSchema),
    recorded_at: moment,
    owner: ownerSchema,
    key: keySchema,
    batch: batchName.nullable(),
    job: jobFacts,
    submissions: z.array(submission).max(listMax),
    ledger: z.array(ledgerEntry).max(listMax),
    failures: z.array(failure).max(listMax),
    events: z.array(event).max(listMax),
    clip: clip.nullable(),
    mark: mark.nullable().default(null),
  })
  .refine(({ job, clip }) => job.state !== 'archived' || clip !== null, 'an archived job without a clip')
