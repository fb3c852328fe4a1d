import {
  type BatchDocument,
  batchDocumentSchema,
  type OpenJobsDocument,
  openJobsDocumentSchema,
  type RecordedRow,
} from '@reelkeep/core'
import { z } from 'zod'
import { fieldSchemas, keySchema, ownerSchema, parseRecord } from './job-codec.ts'

const { text, word, words, count, moment, moments, ticks, object, id } = fieldSchemas

/** The first line of a manifest; throws the one line that says what is wrong with it. */
export function readBatchDocument(line: string): BatchDocument {
  return parseRecord(batchSchema, line)
}

export function readOpenJobsDocument(line: string): OpenJobsDocument {
  return parseRecord(openJobsSchema, line)
}

/** Which job a line tells in full, and how far on it was; nothing else of the line is looked at. */
export function readJobVersion(line: string): { readonly id: string; readonly version: number } {
  return parseRecord(jobVersionSchema, line).job
}

/** A line that only points to a sidecar; null for one that tells a job in full. */
export function readRecordedRow(line: string): RecordedRow | null {
  if (!line.startsWith('{"job_id"')) return null
  return parseRecord(recordedRowSchema, line)
}

const batchSchema = z.object({
  schema: z.literal(batchDocumentSchema),
  recorded_at: moment,
  owner: ownerSchema,
  key: keySchema,
  batch: z.object({
    id: id('batch'),
    name: word.min(1),
    state: z.enum(['running', 'paused', 'canceled', 'finished']),
    revision: z.int().min(1),
    budget_ticks: ticks.nullable(),
    max_price_ticks: ticks.nullable(),
    options: object,
    intake: object,
    columns: z.array(text),
    created_at: moment,
    updated_at: moment,
    finished_at: moments,
    trial_rows: z.int().min(1).nullable().default(null),
    stop_failed_share: z.number().gt(0).max(1).nullable().default(null),
    stop_after: z.int().min(1).nullable().default(null),
    stop_chosen: z.boolean().default(false),
    judged_from: moments.default(null),
    pause_reason: z.enum(['by_user', 'trial', 'stop_when', 'restored']).nullable().default(null),
    pause_detail: object.nullable().default(null),
    paused_at: moments.default(null),
  }),
  accounts: z
    .array(
      z.object({
        id: id('acct'),
        kind: z.enum(['batch', 'key', 'day']),
        key_id: words,
        on_day: words,
        cap_ticks: ticks.nullable(),
        created_at: moment,
      }),
    )
    .max(100),
})

const openJobsSchema = z.object({
  schema: z.literal(openJobsDocumentSchema),
  recorded_at: moment,
  owner: ownerSchema,
})

const jobVersionSchema = z.object({ job: z.object({ id: id('job'), version: z.int().min(1) }) })

const recordedRowSchema = z.object({
  job_id: id('job'),
  row: count.nullable(),
  version: count,
  sidecar: z.string().min(1).max(1_030),
})
