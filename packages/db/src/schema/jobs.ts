import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

export const jobs = pgTable('jobs', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  keyId: text('key_id').notNull(),
  batchId: text('batch_id'),
  batchRow: integer('batch_row'),
  rowKey: text('row_key'),
  contentHash: text('content_hash'),
  isCurrent: boolean('is_current').notNull().default(true),
  supersedesId: text('supersedes_id'),
  customId: text('custom_id'),
  name: text('name'),
  priority: smallint('priority').notNull().default(5),
  metadata: jsonb('metadata').notNull().default(sql`'{}'::jsonb`),
  rowData: jsonb('row_data'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  createdOn: date('created_on')
    .generatedAlwaysAs(sql`((created_at AT TIME ZONE 'UTC'::text))::date`)
    .notNull(),
  upstream: text('upstream').notNull(),
  model: text('model').notNull(),
  operation: text('operation').notNull(),
  prompt: text('prompt').notNull(),
  durationS: integer('duration_s'),
  aspectRatio: text('aspect_ratio'),
  resolution: text('resolution'),
  imageUrls: text('image_urls').array().notNull().default(sql`'{}'::text[]`),
  videoUrl: text('video_url'),
  clipKey: text('clip_key').notNull(),
  simulated: boolean('simulated').notNull().default(false),
  quotedTicks: bigint('quoted_ticks', { mode: 'bigint' }),
  maxPriceTicks: bigint('max_price_ticks', { mode: 'bigint' }),
  priceVersion: text('price_version'),
  accountIds: text('account_ids').array().notNull().default(sql`'{}'::text[]`),
  state: text('state').notNull().default('queued'),
  reason: text('reason'),
  waitingFor: text('waiting_for'),
  dueAt: timestamp('due_at', { withTimezone: true }),
  nextStep: text('next_step'),
  version: integer('version').notNull().default(1),
  lastSeq: integer('last_seq').notNull().default(1),
  lastSaveId: uuid('last_save_id'),
  holdsSlot: boolean('holds_slot').notNull().default(false),
  overdue: boolean('overdue').notNull().default(false),
  submissions: integer('submissions').notNull().default(0),
  retries: integer('retries').notNull().default(0),
  polls: integer('polls').notNull().default(0),
  pollFailures: integer('poll_failures').notNull().default(0),
  pollFailingSince: timestamp('poll_failing_since', { withTimezone: true }),
  archiveFailures: integer('archive_failures').notNull().default(0),
  linkRefreshes: integer('link_refreshes').notNull().default(0),
  progress: doublePrecision('progress'),
  upstreamStatus: text('upstream_status'),
  sourceUrl: text('source_url'),
  sourceExpiresAt: timestamp('source_expires_at', { withTimezone: true }),
  reported: jsonb('reported'),
  mismatch: jsonb('mismatch').notNull().default(sql`'[]'::jsonb`),
  reservedTicks: bigint('reserved_ticks', { mode: 'bigint' }).notNull().default(0n),
  chargedTicks: bigint('charged_ticks', { mode: 'bigint' }),
  reportedTicks: bigint('reported_ticks', { mode: 'bigint' }),
  contingentTicks: bigint('contingent_ticks', { mode: 'bigint' }),
  costSource: text('cost_source').notNull().default('unknown'),
  failure: jsonb('failure'),
  submittedAt: timestamp('submitted_at', { withTimezone: true }),
  renderedAt: timestamp('rendered_at', { withTimezone: true }),
  finishedAt: timestamp('finished_at', { withTimezone: true }),
  admitAt: timestamp('admit_at', { withTimezone: true }).generatedAlwaysAs(sql`
CASE
    WHEN (state = 'queued'::text) THEN due_at
    ELSE NULL::timestamp with time zone
END`),
  archivedId: text('archived_id').generatedAlwaysAs(sql`
CASE
    WHEN (state = 'archived'::text) THEN id
    ELSE NULL::text
END`),
  keepExchanges: boolean('keep_exchanges').notNull().default(false),
  crashes: integer('crashes').notNull().default(0),
  sourceSeenAt: timestamp('source_seen_at', { withTimezone: true }),
  linkAlarms: smallint('link_alarms').notNull().default(0),
  rescuedTo: text('rescued_to'),
  recordedVersion: integer('recorded_version').notNull().default(0),
  recordDueId: text('record_due_id').generatedAlwaysAs(sql`
CASE
    WHEN (((state = 'archived'::text) OR ((batch_id IS NULL) AND (state = ANY (ARRAY['failed'::text, 'canceled'::text])))) AND (recorded_version < version)) THEN id
    ELSE NULL::text
END`),
  adopted: boolean('adopted').notNull().default(false),
  reusedFrom: text('reused_from'),
  queuedRow: integer('queued_row').generatedAlwaysAs(sql`
CASE
    WHEN (state = 'queued'::text) THEN batch_row
    ELSE NULL::integer
END`),
  spoiledBatch: text('spoiled_batch').generatedAlwaysAs(sql`
CASE
    WHEN (is_current AND (((state = 'failed'::text) AND ((reason = 'moderated'::text) OR ((failure ->> 'charged'::text) <> 'no'::text))) OR ((state = 'archived'::text) AND (mismatch @> '[{"field": "content"}]'::jsonb)))) THEN batch_id
    ELSE NULL::text
END`),
  reopens: integer('reopens').notNull().default(0),
})
