import { boolean, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const statsProgress = pgTable('stats_progress', {
  isOnly: boolean('is_only').primaryKey().default(true),
  version: integer('version').notNull().default(1),
  countedTo: timestamp('counted_to', { withTimezone: true }),
  sixHoursTo: timestamp('six_hours_to', { withTimezone: true }),
  timeZone: text('time_zone'),
  minutesFrom: timestamp('minutes_from', { withTimezone: true }),
  minutesTo: timestamp('minutes_to', { withTimezone: true }),
})
