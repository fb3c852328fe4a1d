import type { Client } from '../client/client.ts'
import type { BatchList } from '../client/shapes.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { isJobId, rowWords } from './row-words.ts'

/** By id, or by name: the newest of that name. */
export async function findBatchId(client: Client, idOrName: string): Promise<string> {
  const id = await newestBatch(client, idOrName)
  if (id !== null) return id
  if (isJobId(idOrName)) {
    throw new CommandError(
      `${idOrName} is a job, and this is about a batch. "reelkeep show ${idOrName}" says of which.`,
      exitCodes.usage,
    )
  }
  throw new CommandError(
    `There is no batch named "${idOrName}". "reelkeep list" shows them.${await rowWords(client, idOrName)}`,
    exitCodes.usage,
  )
}

/** Null: there is none of that name. An id is believed; whatever asks for it says that there is none. */
export async function newestBatch(client: Client, idOrName: string): Promise<string | null> {
  if (isBatchId(idOrName)) return idOrName
  const { data } = await client.get<BatchList>('/v1/batches', { name: idOrName, limit: 1 })
  return data[0]?.id ?? null
}

export function isBatchId(word: string): boolean {
  return /^batch_[0-9a-z]{26}$/.test(word)
}
