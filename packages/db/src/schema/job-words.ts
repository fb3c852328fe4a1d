import { pgTable, text } from 'drizzle-orm/pg-core'
import { tsvector } from './tsvector.ts'

export const jobWords = pgTable('job_words', {
  jobId: text('job_id').primaryKey(),
  words: tsvector('words').notNull(),
})
