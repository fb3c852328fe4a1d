import type { Client } from '../client/client.ts'
import type { Batch, Job, JobList } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { money } from '../print/money.ts'
import { standing } from '../print/standing.ts'
import { findTarget, type Target } from './find-target.ts'

export type RetryOptions = { readonly yes?: boolean }

/** A failed job, or every failed job of a batch, again as a new submission; the price is said first. */
export async function retry(
  { client, terminal, json }: CommandContext,
  word: string,
  options: RetryOptions,
): Promise<ExitCode> {
  const target = await findTarget(client, word)
  const failed = await failedJobs(client, target)
  if (failed.length > 0) {
    const price = retryWords(failed)
    if (options.yes) terminal.note(price)
    else if (!terminal.isInteractive) {
      throw new CommandError(`${price}. This costs money: add --yes to send it.`, exitCodes.usage)
    } else if (!(await terminal.confirm(`${price}. Send again?`))) {
      throw new CommandError('Nothing was sent.', exitCodes.usage)
    }
  }
  const now = await client.post<Batch | Job>(`${target.path}/retry`)
  terminal.print(json ? JSON.stringify(now, null, 2) : standing(now))
  if (!json && target.kind === 'batch') {
    terminal.note(
      failed.length === 0
        ? 'Nothing had failed, so nothing was sent.'
        : `Follow it with: reelkeep watch ${target.id}`,
    )
  }
  return exitCodes.done
}

const pageMax = 200

/** What a retry would send; a job that did not fail is left to the api, which says why it cannot. */
async function failedJobs(client: Client, target: Target): Promise<Job[]> {
  if (target.kind === 'job') {
    const job = await client.get<Job>(target.path)
    return job.state === 'failed' ? [job] : []
  }
  const jobs: Job[] = []
  let cursor: string | undefined
  do {
    const page: JobList = await client.get<JobList>('/v1/jobs', {
      batch: target.id,
      state: 'failed',
      limit: pageMax,
      cursor,
    })
    jobs.push(...page.data)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return jobs
}

/** "3 failed jobs again, $0.90 as quoted, after $0.30 charged for the failures". */
function retryWords(jobs: readonly Job[]): string {
  const unknown = jobs.filter(({ cost }) => cost.quoted_ticks === null).length
  const quoted = sum(jobs.map(({ cost }) => cost.quoted_ticks))
  const charged = sum(jobs.map(({ cost }) => cost.charged_ticks))
  const price =
    unknown === 0
      ? `${money(quoted)} as quoted`
      : unknown === jobs.length
        ? 'of unknown price'
        : `at least ${money(quoted)}, ${counted(unknown, 'job')} of unknown price`
  const lost = BigInt(charged) > 0n ? `, after ${money(charged)} charged for the failures` : ''
  return `${counted(jobs.length, 'failed job')} again, ${price}${lost}`
}

function sum(ticks: readonly (string | null)[]): string {
  return String(ticks.reduce((total, one) => total + BigInt(one ?? 0), 0n))
}
