import { randomUUID } from 'node:crypto'
import type { Job, ResolvedJob } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { moneyOf } from '../print/money.ts'
import { plainText } from '../print/plain-text.ts'
import { findJobId } from './find-job.ts'

export type ResolveOptions = {
  readonly bind?: string
  readonly resubmit?: boolean
  readonly writeOff?: boolean
  readonly reason?: string
  readonly yes?: boolean
}

/**
 * Ends the doubt about an unconfirmed job: bind it to the task that the upstream shows, submit it again because the
 * upstream shows none, or write it off. The same again corrects a bound task that the upstream never spoke of.
 */
export async function resolve(
  context: CommandContext,
  word: string,
  options: ResolveOptions,
): Promise<ExitCode> {
  const { client, terminal, json } = context
  const action = readAction(options)
  if (options.reason === undefined || options.reason.trim() === '') {
    throw new CommandError('Say why with --reason "…": it is kept in the audit.', exitCodes.usage)
  }
  const id = await findJobId(client, word)
  if (action.action === 'resubmit') await confirmPrice(context, id, options)
  const job = await client.post<ResolvedJob>(`/v1/jobs/${id}/resolve`, {
    body: { ...action, reason: options.reason },
    idempotencyKey: randomUUID(),
  })
  terminal.print(
    json ? JSON.stringify(job, null, 2) : `${job.id} is ${job.state}${job.reason ? `: ${job.reason}` : ''}`,
  )
  if (!json) terminal.note(plainText(job.advice))
  return exitCodes.done
}

type Action = { action: 'bind'; task_id: string } | { action: 'resubmit' } | { action: 'write_off' }

function readAction(options: ResolveOptions): Action {
  const chosen: Action[] = []
  if (options.bind !== undefined) chosen.push({ action: 'bind', task_id: options.bind })
  if (options.resubmit) chosen.push({ action: 'resubmit' })
  if (options.writeOff) chosen.push({ action: 'write_off' })
  const [action] = chosen
  if (action === undefined || chosen.length > 1) {
    throw new CommandError('Choose one of --bind TASK_ID, --resubmit and --write-off.', exitCodes.usage)
  }
  return action
}

async function confirmPrice(
  { client, terminal }: CommandContext,
  id: string,
  options: ResolveOptions,
): Promise<void> {
  if (options.yes) return
  const job = await client.get<Job>(`/v1/jobs/${id}`)
  const question = `Submit ${id} again? It may be paid twice: ${moneyOf(job.cost.quoted_ticks, job.simulated)} each.`
  if (!terminal.isInteractive) throw new CommandError(`${question} Add --yes to do it.`, exitCodes.usage)
  if (!(await terminal.confirm(question))) throw new CommandError('Nothing was done.', exitCodes.usage)
}
