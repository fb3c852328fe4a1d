import type { Client } from '../client/client.ts'
import type { BatchList } from '../client/shapes.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** By id, or by name: the newest of that name. */
export async function findBatchId(client: Client, idOrName: string): Promise<string> {
  if (/^batch_[0-9a-z]{26}$/.test(idOrName)) return idOrName
  const page = await client.get<BatchList>('/v1/batches', { name: idOrName, limit: 1 })
  const [found] = page.data
  if (found === undefined) {
    throw new CommandError(
      `There is no batch named "${idOrName}". "reelkeep list" shows them.`,
      exitCodes.usage,
    )
  }
  return found.id
}
