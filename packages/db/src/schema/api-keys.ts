import { sql } from 'drizzle-orm'
import { bigint, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  name: text('name').notNull(),
  secretHash: text('secret_hash'),
  lastFour: text('last_four'),
  scopes: text('scopes').array().notNull().default(sql`'{submit,read}'::text[]`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
  lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
  dayCapTicks: bigint('day_cap_ticks', { mode: 'bigint' }),
  maxInFlight: integer('max_in_flight'),
  requestsPerMinute: integer('requests_per_minute'),
  allowedUpstreams: text('allowed_upstreams').array(),
  allowedModels: text('allowed_models').array(),
  maxDurationS: integer('max_duration_s'),
})
