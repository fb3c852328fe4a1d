import type { Job } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findJobId } from './find-job.ts'

/** Asks the upstream once more for the clip of a failed job. Nothing is sent and nothing paid. */
export async function rearchive({ client, terminal, json }: CommandContext, word: string): Promise<ExitCode> {
  const id = await findJobId(client, word)
  const job = await client.post<Job>(`/v1/jobs/${id}/rearchive`)
  terminal.print(
    json
      ? JSON.stringify(job, null, 2)
      : `${job.id} is ${job.state} again: its task ${job.task_id ?? ''} is asked about. See it with: reelkeep show ${job.id}`,
  )
  return exitCodes.done
}
