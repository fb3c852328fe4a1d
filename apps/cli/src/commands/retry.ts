import type { Client } from '../client/client.ts'
import { readExport } from '../client/read-export.ts'
import type { Batch, Job } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { money } from '../print/money.ts'
import { standing } from '../print/standing.ts'
import { findTarget, type Target } from './find-target.ts'

export type RetryOptions = { readonly budget?: string; readonly yes?: boolean }

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
  const now = await client.post<Batch | Job>(`${target.path}/retry`, bodyOf(options))
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

/** The money of a job that would be sent again. */
type Failed = { readonly quotedTicks: string | null; readonly chargedTicks: string | null }

/** What a retry would send; a job that did not fail is left to the api, which says why it cannot. */
async function failedJobs(client: Client, target: Target): Promise<Failed[]> {
  if (target.kind === 'job') {
    const { state, cost } = await client.get<Job>(target.path)
    return state === 'failed' ? [{ quotedTicks: cost.quoted_ticks, chargedTicks: cost.charged_ticks }] : []
  }
  return (await readExport(client, target.id)).filter(
    ({ state, isCurrent }) => state === 'failed' && isCurrent,
  )
}

function bodyOf({ budget }: RetryOptions) {
  return budget === undefined ? {} : { body: { budget_usd: budget } }
}

/** "3 failed jobs again, $0.90 as quoted, after $0.30 charged for the failures". */
function retryWords(jobs: readonly Failed[]): string {
  const unknown = jobs.filter(({ quotedTicks }) => quotedTicks === null).length
  const quoted = sum(jobs.map(({ quotedTicks }) => quotedTicks))
  const charged = sum(jobs.map(({ chargedTicks }) => chargedTicks))
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
