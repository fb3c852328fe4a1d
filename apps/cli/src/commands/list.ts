import type { BatchList, Job, JobList } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { stateCounts } from '../print/batch-line.ts'
import { money } from '../print/money.ts'
import { table } from '../print/table.ts'

export type ListOptions = {
  readonly batch?: string
  readonly state?: string
  readonly q?: string
  readonly limit: string
}

/** Batches, newest first; or, with a filter, the jobs that match it. */
export async function list(context: CommandContext, options: ListOptions): Promise<ExitCode> {
  const { batch, state, q, limit } = options
  return batch === undefined && state === undefined && q === undefined
    ? listBatches(context, limit)
    : listJobs(context, { batch, state, q, limit })
}

async function listBatches({ client, terminal, json }: CommandContext, limit: string): Promise<ExitCode> {
  const page = await client.get<BatchList>('/v1/batches', { limit })
  if (json) terminal.print(JSON.stringify(page, null, 2))
  else if (page.data.length === 0) {
    terminal.print('No batches yet. Send a file of prompts with: reelkeep submit prompts.csv')
  } else {
    terminal.print(
      table(
        page.data,
        [
          { title: 'BATCH', value: (row) => row.id },
          { title: 'STATE', value: (row) => row.state },
          { title: 'CHARGED', value: (row) => money(row.cost.charged_ticks) },
          { title: 'NAME', value: (row) => row.name },
          { title: 'JOBS', value: (row) => stateCounts(row.counts), shrinks: true },
        ],
        terminal.width,
      ),
    )
    sayMore(terminal.note, page)
  }
  return exitCodes.done
}

async function listJobs(
  { client, terminal, json }: CommandContext,
  query: { batch: string | undefined; state: string | undefined; q: string | undefined; limit: string },
): Promise<ExitCode> {
  const page = await client.get<JobList>('/v1/jobs', query)
  if (json) terminal.print(JSON.stringify(page, null, 2))
  else if (page.data.length === 0) terminal.print('No job matches.')
  else {
    terminal.print(
      table(
        page.data,
        [
          { title: 'JOB', value: (row) => row.id },
          { title: 'ROW', value: (row) => row.custom_id ?? String(row.row ?? '') },
          { title: 'STATE', value: stateOf },
          { title: 'MODEL', value: (row) => row.model },
          { title: 'CHARGED', value: (row) => money(row.cost.charged_ticks) },
          { title: 'PROMPT', value: (row) => row.prompt, shrinks: true },
        ],
        terminal.width,
      ),
    )
    sayMore(terminal.note, page)
  }
  return exitCodes.done
}

function stateOf(job: Job): string {
  const why = job.reason ?? job.waiting_for
  return `${job.state}${why === null ? '' : `: ${why}`}${job.overdue ? ' (overdue)' : ''}`
}

function sayMore(note: (text: string) => void, page: { readonly has_more: boolean }): void {
  if (page.has_more) note('There are more; --limit 200 shows up to two hundred.')
}
