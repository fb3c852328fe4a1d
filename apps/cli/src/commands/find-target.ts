import type { Client } from '../client/client.ts'
import { findBatchId } from './find-batch.ts'
import { isJobId } from './row-words.ts'

/** What a person means by an id or a name. */
export type Target = { readonly kind: 'job' | 'batch'; readonly id: string; readonly path: string }

/** A job by its id, a batch by its id or its name, which may well begin as an id of a job does. */
export async function findTarget(client: Client, word: string): Promise<Target> {
  if (isJobId(word)) return { kind: 'job', id: word, path: `/v1/jobs/${word}` }
  const id = await findBatchId(client, word)
  return { kind: 'batch', id, path: `/v1/batches/${encodeURIComponent(id)}` }
}
