import type { Client } from '../client/client.ts'
import type { Batch, Job } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { asTyped } from '../print/as-typed.ts'
import { counted } from '../print/counted.ts'
import { standing, underWayWords } from '../print/standing.ts'
import { findTarget, type Target } from './find-target.ts'

export type CancelOptions = { readonly yes?: boolean }

/** Gives up what was not sent yet. Costs nothing, so that only a person at a terminal is asked. */
export async function cancel(
  { client, terminal, json }: CommandContext,
  word: string,
  options: CancelOptions,
): Promise<ExitCode> {
  const target = await findTarget(client, word)
  if (target.kind === 'batch' && !options.yes && terminal.isInteractive) {
    if (!(await terminal.confirm(await question(client, target)))) {
      throw new CommandError('Nothing was canceled.', exitCodes.usage)
    }
  }
  const now = await client.post<Batch | Job>(`${target.path}/cancel`)
  if (json) terminal.print(JSON.stringify(now, null, 2))
  else {
    terminal.print(standing(now))
    const under = underWayWords(now)
    if (under !== '') terminal.note(under.trim())
  }
  return exitCodes.done
}

async function question(client: Client, { path }: Target): Promise<string> {
  const { name, counts } = await client.get<Batch>(path)
  return `"${asTyped(name)}": cancel ${counted(counts.queued, 'job')} that ${counts.queued === 1 ? 'was' : 'were'} not sent, for good?`
}
