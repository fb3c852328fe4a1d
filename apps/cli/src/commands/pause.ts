import type { Batch, Job } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { standing, underWayWords } from '../print/standing.ts'
import { findTarget } from './find-target.ts'

/** Nothing more of it is sent; what was sent is polled and archived on, since it is paid for. */
export async function pause({ client, terminal, json }: CommandContext, word: string): Promise<ExitCode> {
  const target = await findTarget(client, word)
  const now = await client.post<Batch | Job>(`${target.path}/pause`)
  if (json) terminal.print(JSON.stringify(now, null, 2))
  else {
    terminal.print(standing(now))
    terminal.note(`${underWayWords(now)}Go on with: reelkeep resume ${target.id}`)
  }
  return exitCodes.done
}

/** Sends again; also the approval of a trial. */
export async function resume({ client, terminal, json }: CommandContext, word: string): Promise<ExitCode> {
  const target = await findTarget(client, word)
  const now = await client.post<Batch | Job>(`${target.path}/resume`)
  terminal.print(json ? JSON.stringify(now, null, 2) : standing(now))
  if (!json && target.kind === 'batch') terminal.note(`Follow it with: reelkeep watch ${target.id}`)
  return exitCodes.done
}
