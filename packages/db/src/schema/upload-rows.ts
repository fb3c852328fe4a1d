import { sql } from 'drizzle-orm'
import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'

export const uploadRows = pgTable(
  'upload_rows',
  {
    uploadId: text('upload_id').notNull(),
    row: integer('row').notNull(),
    line: integer('line').notNull(),
    rowKey: text('row_key'),
    contentHash: text('content_hash'),
    data: jsonb('data').notNull().default(sql`'{}'::jsonb`),
    request: jsonb('request'),
    problems: jsonb('problems').notNull().default(sql`'[]'::jsonb`),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.row] })],
)
