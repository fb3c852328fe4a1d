import type { Client } from '../client/client.ts'
import type { JobList } from '../client/shapes.ts'

export function isJobId(word: string): boolean {
  return /^job_[0-9a-z]{26}$/.test(word)
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
