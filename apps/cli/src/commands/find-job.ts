import type { Client } from '../client/client.ts'
import type { JobList } from '../client/shapes.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { newestBatch } from './find-batch.ts'

export function isJobId(word: string): boolean {
  return /^job_[0-9a-z]{26}$/.test(word)
}

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

const rowsNamed = 3

/** Jobs whose row has the word as its custom id, newest first, as a sentence to go on with; empty: there are none. */
export async function rowWords(client: Client, word: string): Promise<string> {
  const { data, has_more: more } = await client.get<JobList>('/v1/jobs', {
    custom_id: word,
    limit: rowsNamed,
  })
  const [newest] = data
  if (newest === undefined) return ''
  const ids = `${data.map(({ id }) => id).join(', ')}${more ? ' and more' : ''}`
  return ` A row has that custom id: ${ids}. See it with: reelkeep show ${newest.id}`
}
