import type { Batch, Job } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { standing } from '../print/standing.ts'
import { findTarget } from './find-target.ts'
import { wholeNumber } from './whole-number.ts'

/** Moves a queued job, or all that is queued of a batch, in line: 9 goes first. */
export async function setPriority(
  { client, terminal, json }: CommandContext,
  word: string,
  text: string,
): Promise<ExitCode> {
  const priority = wholeNumber('The priority', text, { min: 0, max: 9 })
  const target = await findTarget(client, word)
  const now = await client.patch<Batch | Job>(target.path, { priority })
  terminal.print(json ? JSON.stringify(now, null, 2) : `${standing(now)}, with priority ${priority}`)
  return exitCodes.done
}
