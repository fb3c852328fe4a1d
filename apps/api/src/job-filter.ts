import { cancelReasons, failureReasons, type JobState, jobStates } from '@reelkeep/core'
import type { JobFilter } from '@reelkeep/db'
import { z } from 'zod'
import { momentQuerySchema, stateListSchema } from './schemas/values.ts'

const text = z.string().min(1).max(300)

/** The fields by which jobs are chosen, in queries and bodies alike. */
export const jobFilterShape = {
  state: stateListSchema(jobStates).optional(),
  reason: z.enum([...failureReasons, ...cancelReasons]).optional(),
  batch: text.optional().describe('id or name'),
  key: text.optional().describe('id or name of the key that sent it, revoked or not'),
  upstream: text.optional(),
  model: text.optional(),
  custom_id: text.optional(),
  task_id: text.optional(),
  q: text.optional().describe('words of the prompt'),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
  fingerprint: text.optional().describe('a group of failures: the jobs that stand failed with it now'),
}

const shape = z.strictObject(jobFilterShape)

export function jobFilterOf(asked: z.infer<typeof shape>, ids: readonly string[] | null = null): JobFilter {
  return {
    states: asStates(asked.state),
    reason: asked.reason ?? null,
    batch: asked.batch ?? null,
    key: asked.key ?? null,
    upstream: asked.upstream ?? null,
    model: asked.model ?? null,
    customId: asked.custom_id ?? null,
    taskId: asked.task_id ?? null,
    words: asked.q ?? null,
    from: asked.from === undefined ? null : new Date(asked.from),
    to: asked.to === undefined ? null : new Date(asked.to),
    fingerprint: asked.fingerprint ?? null,
    ids,
  }
}

/** The comma list was checked word by word; this only splits it. */
function asStates(list: string | undefined): JobState[] | null {
  if (list === undefined) return null
  const words = new Set(list.split(','))
  return jobStates.filter((state) => words.has(state))
}
