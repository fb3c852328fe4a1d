import { sql } from 'drizzle-orm'
import { bigint, boolean, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const ledgerEntries = pgTable('ledger_entries', {
  chargeKey: text('charge_key').primaryKey(),
  jobId: text('job_id').notNull(),
  ownerId: text('owner_id').notNull(),
  batchId: text('batch_id'),
  submissionId: text('submission_id'),
  upstream: text('upstream').notNull(),
  model: text('model').notNull(),
  kind: text('kind').notNull(),
  debit: text('debit').notNull(),
  credit: text('credit').notNull(),
  ticks: bigint('ticks', { mode: 'bigint' }),
  source: text('source').notNull(),
  priceVersion: text('price_version'),
  simulated: boolean('simulated').notNull().default(false),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  accountIds: text('account_ids').array().notNull().default(sql`'{}'::text[]`),
})
