import { jobStates, type Ticks } from '@reelkeep/core'
import { z } from 'zod'
import { detailSchema } from '../schemas/error.ts'
import { ticksSchema } from '../schemas/values.ts'
import type { AdoptPlan, AdoptStep } from './plan-adoption.ts'

const count = z.number().int()

export const adoptionSchema = z
  .object({
    object: z.literal('adoption'),
    dry_run: z.boolean(),
    batch_id: z.string().nullable(),
    adopted: count,
    known: count.describe('tasks that jobs of yours have already'),
    refused: count,
    quoted_ticks: ticksSchema.describe('what the adopted tasks with a price are expected to have cost'),
    unpriced: count.describe('adopted tasks whose price nobody knows before the upstream says it'),
    rows: z.array(
      z.object({
        row: count,
        line: count.nullable(),
        upstream: z.string().nullable(),
        task_id: z.string().nullable(),
        custom_id: z.string().nullable(),
        outcome: z.enum(['adopted', 'known', 'refused']),
        job_id: z.string().nullable(),
        state: z.enum(jobStates).nullable(),
        quoted_ticks: ticksSchema.nullable(),
        message: z.string().nullable(),
      }),
    ),
    problems: z.array(detailSchema),
    total: count.describe('of problems'),
    warnings: z.array(detailSchema),
    warnings_total: count,
  })
  .meta({ id: 'Adoption' })

export type AdoptionJson = z.infer<typeof adoptionSchema>

const warningsShown = 100

/** What became of each row; or, in a dry run, what would. */
export function presentAdoption(
  { steps, problems, warnings }: AdoptPlan,
  done: { readonly dryRun: boolean; readonly batchId: string | null },
): AdoptionJson {
  const adopted = steps.filter((step) => step.outcome === 'adopted')
  const prices = adopted.flatMap(({ task }) =>
    task.quoted_ticks === null ? [] : [BigInt(task.quoted_ticks)],
  )
  const outcomes = Map.groupBy(steps, ({ outcome }) => outcome)
  return {
    object: 'adoption',
    dry_run: done.dryRun,
    batch_id: done.batchId,
    adopted: adopted.length,
    known: outcomes.get('known')?.length ?? 0,
    refused: outcomes.get('refused')?.length ?? 0,
    quoted_ticks: String(prices.reduce<Ticks>((sum, ticks) => sum + ticks, 0n)),
    unpriced: adopted.length - prices.length,
    rows: steps.map((step) => presentStep(step, done.dryRun)),
    problems: [...problems.kept],
    total: problems.total,
    warnings: warnings.kept.slice(0, warningsShown),
    warnings_total: warnings.total,
  }
}

function presentStep(step: AdoptStep, dryRun: boolean): AdoptionJson['rows'][number] {
  const { source, wish, taskId } = step.row
  const named = {
    row: source.row,
    line: source.line,
    upstream: wish.upstream,
    task_id: taskId,
    custom_id: wish.customId,
    outcome: step.outcome,
  }
  switch (step.outcome) {
    case 'adopted': {
      const { job_id, quoted_ticks } = step.task
      // A dry run makes nothing, and the id would mean nothing afterwards.
      return { ...named, job_id: dryRun ? null : job_id, state: 'rendering', quoted_ticks, message: null }
    }
    case 'known': {
      const { jobId, state } = step.bound
      return { ...named, job_id: jobId, state, quoted_ticks: null, message: 'known already' }
    }
    case 'refused':
      return { ...named, job_id: null, state: null, quoted_ticks: null, message: step.message }
  }
}
