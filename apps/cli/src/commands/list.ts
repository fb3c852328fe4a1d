import type { Query } from '../client/client.ts'
import type { Batch, BatchList, Job, JobList } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { stateCounts } from '../print/batch-line.ts'
import { countedWords } from '../print/budget-words.ts'
import { money, spentWords } from '../print/money.ts'
import { type Column, table } from '../print/table.ts'
import { checkNames } from './check-names.ts'
import { findBatchId } from './find-batch.ts'
import { readPages } from './read-pages.ts'

export type ListOptions = {
  readonly batch?: string
  readonly key?: string
  readonly state?: string
  readonly reason?: string
  readonly upstream?: string
  readonly model?: string
  readonly customId?: string
  readonly task?: string
  readonly q?: string
  readonly from?: string
  readonly to?: string
  readonly limit: string
  readonly cursor?: string
  readonly all?: boolean
}

/** Batches, newest first, or jobs: what is asked for, or what the filters are about. */
export async function list(
  context: CommandContext,
  what: 'batches' | 'jobs' | undefined,
  options: ListOptions,
): Promise<ExitCode> {
  const { limit: _limit, cursor: _cursor, all: _all, ...filters } = options
  const isFiltered = Object.values(filters).some((filter) => filter !== undefined)
  const wanted = what ?? (isFiltered ? 'jobs' : 'batches')
  return wanted === 'batches' ? listBatches(context, options) : listJobs(context, options)
}

async function listBatches(context: CommandContext, options: ListOptions): Promise<ExitCode> {
  const { state, limit: _limit, cursor: _cursor, all: _all, ...others } = options
  const [wrong] = Object.entries(others).find(([, value]) => value !== undefined) ?? []
  if (wrong !== undefined) {
    throw new CommandError(
      `--${wrong === 'customId' ? 'custom-id' : wrong} finds jobs: reelkeep list jobs. Batches know --state.`,
      exitCodes.usage,
    )
  }
  const page: BatchList = await readPages(context.client, '/v1/batches', { state }, options)
  const { terminal, json } = context
  if (json) terminal.print(JSON.stringify(page, null, 2))
  else if (page.data.length > 0) terminal.print(table(page.data, batchColumns(context), terminal.width))
  else if (state === undefined)
    terminal.print('No batches yet. Send a file of prompts with: reelkeep submit prompts.csv')
  else terminal.print('No batch matches.')
  sayMore(context, page)
  return exitCodes.done
}

function batchColumns({ when }: CommandContext): Column<BatchList['data'][number]>[] {
  return [
    { title: 'BATCH', value: (row) => row.id },
    { title: 'STATE', value: (row) => row.state },
    { title: 'CHARGED', value: costOf, leaves: 3 },
    {
      title: 'BUDGET',
      value: (row) => (row.budget === null ? '' : countedWords(row.budget)),
      leaves: 4,
    },
    { title: 'CREATED', value: (row) => when(row.created_at), leaves: 1 },
    { title: 'NAME', value: (row) => row.name, shrinks: true },
    { title: 'JOBS', value: (row) => stateCounts(row.counts), shrinks: true, leaves: 2 },
  ]
}

async function listJobs(context: CommandContext, options: ListOptions): Promise<ExitCode> {
  const { client, terminal, json } = context
  const { batch, key, state, reason, upstream, model, customId, task, q, from, to } = options
  await checkNames(client, { batch, key, upstream, model })
  const filters: Query = {
    batch: batch === undefined ? undefined : await findBatchId(client, batch),
    key,
    state,
    reason,
    upstream,
    model,
    custom_id: customId,
    task_id: task,
    q,
    from: momentOf('--from', from),
    to: momentOf('--to', to),
  }
  const page: JobList = await readPages(client, '/v1/jobs', filters, options)
  if (json) terminal.print(JSON.stringify(page, null, 2))
  else if (page.data.length === 0) terminal.print('No job matches.')
  else terminal.print(table(page.data, jobColumns(context), terminal.width))
  sayMore(context, page)
  return exitCodes.done
}

function jobColumns({ when }: CommandContext): Column<Job>[] {
  return [
    { title: 'JOB', value: (row) => row.id },
    { title: 'ROW', value: (row) => row.custom_id ?? String(row.row ?? ''), leaves: 4 },
    { title: 'STATE', value: stateOf },
    { title: 'MODEL', value: (row) => row.model, leaves: 2 },
    { title: 'CHARGED', value: costOf, leaves: 3 },
    { title: 'CREATED', value: (row) => when(row.created_at), leaves: 1 },
    { title: 'PROMPT', value: (row) => row.prompt, shrinks: true, leaves: 5 },
  ]
}

/** Where no amount is known there is none to mark as simulated. */
function costOf({ cost, simulated }: Pick<Job | Batch, 'cost' | 'simulated'>): string {
  if (cost.charged_ticks === null && cost.contingent_ticks === null) {
    const isNothing = 'unpriced' in cost && cost.unpriced === 0
    return isNothing ? 'nothing yet' : money(null)
  }
  return spentWords(cost, simulated)
}

function stateOf(job: Job): string {
  const why = job.reason ?? job.waiting_for
  return `${job.state}${why === null ? '' : `: ${why}`}${job.overdue ? ' (overdue)' : ''}`
}

/** What a person types is a moment where the person is; the api takes UTC. */
function momentOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const at = new Date(isDay ? `${text}T00:00:00` : text.replace(' ', 'T'))
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  throw new CommandError(
    `${option} takes a moment such as "2026-11-20" or "2026-11-20 14:30" (found "${text}").`,
    exitCodes.usage,
  )
}

function sayMore(
  { terminal }: CommandContext,
  page: { readonly has_more: boolean; readonly next_cursor: string | null },
): void {
  if (!page.has_more || page.next_cursor === null) return
  terminal.note(`There are more: the same with --cursor ${page.next_cursor}, or all of them with --all.`)
}
