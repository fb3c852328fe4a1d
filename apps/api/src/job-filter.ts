import {
  cancelReasons,
  failureReasons,
  jobStates,
  operations,
  ticksFromUsd,
  waitingReasons,
} from '@reelkeep/core'
import type { JobFilter } from '@reelkeep/db'
import { z } from 'zod'
import { refuseBackwards } from './refuse-backwards.ts'
import { knownListSchema, momentQuerySchema, stateListSchema, usdSchema } from './schemas/values.ts'

const text = z.string().min(1).max(300)
const listText = text.regex(/[^,\s]/, 'must name at least one')
const flag = z.union([z.boolean(), z.enum(['true', 'false'])])
const reasons = [...failureReasons, ...cancelReasons]

/** The fields by which jobs are chosen, in queries and bodies alike. */
export const jobFilterShape = {
  state: stateListSchema(jobStates).optional(),
  reason: knownListSchema(reasons, 'a reason').optional(),
  batch: text.optional().describe('id or name'),
  key: text.optional().describe('id or name of the key that sent it, revoked or not'),
  upstream: listText.optional().describe('a name, or a comma list of names'),
  model: listText.optional().describe('a name, or a comma list of names'),
  operation: z.enum(operations).optional(),
  custom_id: text.optional(),
  task_id: text.optional(),
  q: text
    .optional()
    .describe(
      'words of the prompt, all of them; or exactly a job id, task id, custom id, or the id or name of a batch',
    ),
  from: momentQuerySchema.optional().describe('made at or after'),
  to: momentQuerySchema.optional().describe('made before'),
  cost_min: usdSchema
    .optional()
    .describe('charged at least so many dollars; jobs of unknown cost are left out'),
  cost_max: usdSchema
    .optional()
    .describe('charged at most so many dollars; jobs of unknown cost are left out'),
  overdue: flag.optional().describe('past our deadline, and polled more slowly'),
  mismatch: flag.optional().describe('the clip is other than what was asked for'),
  waiting_for: knownListSchema(waitingReasons, 'anything a job waits for').optional(),
  mark: z.enum(['keep', 'redo', 'none']).optional().describe('what a person makes of the clip'),
  fingerprint: text.optional().describe('a group of failures: the jobs that stand failed with it now'),
}

const shape = z.strictObject(jobFilterShape)

export function jobFilterOf(asked: z.infer<typeof shape>, ids: readonly string[] | null = null): JobFilter {
  const from = asked.from === undefined ? null : new Date(asked.from)
  const to = asked.to === undefined ? null : new Date(asked.to)
  refuseBackwards(from, to)
  return {
    states: knownIn(jobStates, asked.state),
    reasons: knownIn(reasons, asked.reason),
    batch: asked.batch ?? null,
    key: asked.key ?? null,
    upstreams: namesIn(asked.upstream),
    models: namesIn(asked.model),
    operation: asked.operation ?? null,
    customId: asked.custom_id ?? null,
    taskId: asked.task_id ?? null,
    text: asked.q ?? null,
    from,
    to,
    costMinTicks: asked.cost_min === undefined ? null : ticksFromUsd(String(asked.cost_min)),
    costMaxTicks: asked.cost_max === undefined ? null : ticksFromUsd(String(asked.cost_max)),
    overdue: asked.overdue === undefined ? null : String(asked.overdue) === 'true',
    mismatch: asked.mismatch === undefined ? null : String(asked.mismatch) === 'true',
    waitingFor: knownIn(waitingReasons, asked.waiting_for),
    fingerprint: asked.fingerprint ?? null,
    mark: asked.mark ?? null,
    ids,
  }
}

/** The comma list was checked word by word; this only splits it. */
function knownIn<Word extends string>(known: readonly Word[], list: string | undefined): Word[] | null {
  if (list === undefined) return null
  const words = new Set(list.split(','))
  return known.filter((word) => words.has(word))
}

function namesIn(list: string | undefined): string[] | null {
  if (list === undefined) return null
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
