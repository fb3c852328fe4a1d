import type { Client } from '../client/client.ts'
import { RequestError } from '../client/request-error.ts'
import type { Batch, UpstreamList } from '../client/shapes.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { findBatchId, isBatchId } from './find-batch.ts'

type Names = {
  readonly batch?: string | undefined
  readonly upstream?: string | undefined
  readonly model?: string | undefined
  readonly key?: string | undefined
}

/**
 * A mistyped name in a filter would be answered as one that matches nothing. A name that the server has no longer, but
 * jobs have, is right.
 */
export async function checkNames(client: Client, names: Names): Promise<void> {
  try {
    await check(client, names)
  } catch (error) {
    // Who may act but not look is told nothing of what there is.
    if (!(error instanceof RequestError) || error.status !== 403) throw error
  }
}

async function check(client: Client, { batch, upstream, model, key }: Names): Promise<void> {
  if (batch !== undefined) await checkBatch(client, batch)
  if (key !== undefined) await checkKey(client, key)
  if (upstream === undefined && model === undefined) return
  const { data } = await client.get<UpstreamList>('/v1/upstreams')
  const upstreams = data.map(({ name }) => name)
  const models = data.flatMap(({ models: own }) =>
    own.flatMap(({ model: name, aliases }) => [name, ...aliases]),
  )
  await checkList(client, { field: 'upstream', list: upstream, known: upstreams })
  await checkList(client, { field: 'model', list: model, known: [...new Set(models)] })
}

/** What `--batch` takes in a filter: an id, or a name of any number of batches. */
async function checkBatch(client: Client, word: string): Promise<void> {
  if (isBatchId(word)) {
    await client.get<Batch>(`/v1/batches/${word}`)
    return
  }
  await findBatchId(client, word)
}

type KeyList = { readonly data: readonly { readonly id: string; readonly name: string }[] }

/** Only who may see the keys can be told which there are. */
async function checkKey(client: Client, word: string): Promise<void> {
  try {
    const { data } = await client.get<KeyList>('/v1/keys', { limit: 200 })
    if (data.length === 200 || data.some(({ id, name }) => id === word || name === word)) return
  } catch (error) {
    if (error instanceof RequestError && error.status === 403) return
    throw error
  }
  if (await hasJobs(client, 'key', word)) return
  throw new CommandError(
    `There is no key "${word}" (--key). "reelkeep keys list" shows them.`,
    exitCodes.usage,
  )
}

type Wanted = {
  readonly field: 'upstream' | 'model'
  readonly list: string | undefined
  readonly known: readonly string[]
}

async function checkList(client: Client, { field, list, known }: Wanted): Promise<void> {
  const words = (list ?? '').split(',').map((word) => word.trim())
  for (const word of words.filter((each) => each !== '' && !known.includes(each))) {
    if (await hasJobs(client, field, word)) continue
    const all = known.length === 0 ? `No ${field} is configured` : `There are ${known.join(', ')}`
    throw new CommandError(`There is no ${field} "${word}" (--${field}). ${all}.`, exitCodes.usage)
  }
}

async function hasJobs(client: Client, field: string, word: string): Promise<boolean> {
  const { data } = await client.get<{ readonly data: readonly unknown[] }>('/v1/jobs', {
    [field]: word,
    limit: 1,
  })
  return data.length > 0
}
