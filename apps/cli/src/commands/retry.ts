import type { Client } from '../client/client.ts'
import type { Batch, Job } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { type BatchRetry, leftOutLines, reasonLines, retryOfJob, retrySummary } from '../print/retry-words.ts'
import { standing } from '../print/standing.ts'
import { findTarget, type Target } from './find-target.ts'

export type RetryOptions = {
  readonly budget?: string
  readonly includeModerated?: boolean
  readonly yes?: boolean
}

const moderatedWarning =
  'The upstream refused its content: unchanged it is nearly always refused again, and may be charged for that.'

/** A failed job, or the failed jobs of a batch, again as new submissions; past and coming cost are said first. */
export async function retry(
  { client, terminal, json }: CommandContext,
  word: string,
  options: RetryOptions,
): Promise<ExitCode> {
  const target = await findTarget(client, word)
  const planned = await planOf(client, target, options)
  if (planned !== null) {
    const leftOut = leftOutLines(planned.left_out)
    if (planned.jobs === 0) for (const line of leftOut) terminal.note(line.trim())
    else {
      for (const line of [`${retrySummary(planned)}:`, ...reasonLines(planned.reasons), ...leftOut]) {
        terminal.note(line)
      }
      if (target.kind === 'job' && planned.reasons[0]?.reason === 'moderated') terminal.note(moderatedWarning)
      const price = retrySummary(planned)
      if (!options.yes && !terminal.isInteractive) {
        throw new CommandError(`${price}. This costs money: add --yes to send it.`, exitCodes.usage)
      }
      if (!options.yes && !(await terminal.confirm(`${price}. Send again?`))) {
        throw new CommandError('Nothing was sent.', exitCodes.usage)
      }
    }
  }
  const now = await client.post<Batch | BatchRetry | Job>(
    `${target.path}/retry`,
    bodyOf(target, options, false),
  )
  terminal.print(json ? JSON.stringify(now, null, 2) : standing(now))
  if (!json && target.kind === 'batch') {
    terminal.note(
      'retry' in now && now.retry.jobs === 0
        ? 'Nothing was sent again.'
        : `Follow it with: reelkeep watch ${target.id}`,
    )
  }
  return exitCodes.done
}

/** What a retry would send; null: a job that did not fail is left to the api, which says why it cannot. */
async function planOf(
  client: Client,
  target: Target,
  options: RetryOptions,
): Promise<BatchRetry['retry'] | null> {
  if (target.kind === 'job') {
    const job = await client.get<Job>(target.path)
    return job.state === 'failed' ? retryOfJob(job) : null
  }
  return (await client.post<BatchRetry>(`${target.path}/retry`, bodyOf(target, options, true))).retry
}

function bodyOf({ kind }: Target, { budget, includeModerated }: RetryOptions, isDryRun: boolean) {
  const body = {
    ...(budget === undefined ? {} : { budget_usd: budget }),
    ...(kind === 'batch' && includeModerated ? { include_moderated: true } : {}),
    ...(isDryRun ? { dry_run: true } : {}),
  }
  return Object.keys(body).length === 0 ? {} : { body }
}
