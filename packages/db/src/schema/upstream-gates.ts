import { boolean, doublePrecision, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const upstreamGates = pgTable('upstream_gates', {
  upstream: text('upstream').primaryKey(),
  inFlight: integer('in_flight').notNull().default(0),
  tokens: doublePrecision('tokens').notNull().default(1),
  tokensAt: timestamp('tokens_at', { withTimezone: true }).notNull().defaultNow(),
  paused: boolean('paused').notNull().default(false),
  closedReason: text('closed_reason'),
  closedAt: timestamp('closed_at', { withTimezone: true }),
  notBefore: timestamp('not_before', { withTimezone: true }),
  configuredMaxInFlight: integer('configured_max_in_flight').notNull().default(0),
  configuredRequestsPerMinute: doublePrecision('configured_requests_per_minute').notNull().default(0),
  maxInFlight: integer('max_in_flight'),
  requestsPerMinute: doublePrecision('requests_per_minute'),
  pollsPerMinute: doublePrecision('polls_per_minute'),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
})
