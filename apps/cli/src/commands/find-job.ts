import type { Client } from '../client/client.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { newestBatch } from './find-batch.ts'
import { isJobId, rowWords } from './row-words.ts'

/** A job is meant by its id. Whoever says a batch or a row instead is told the command that is probably meant. */
export async function findJobId(client: Client, word: string): Promise<string> {
  if (isJobId(word)) return word
  const batch = await newestBatch(client, word)
  const rows = await rowWords(client, word)
  const begin =
    batch === null
      ? `There is no job "${word}": an id is job_ and 26 characters, whole. "reelkeep list jobs" shows them.`
      : `"${word}" is a batch, and this is about one job. Of the batch: reelkeep show ${batch}. Its jobs: reelkeep list jobs --batch ${batch}.`
  throw new CommandError(`${begin}${rows}`, exitCodes.usage)
}
