import type { Client } from '../client/client.ts'
import type { Upstream, UpstreamList } from '../client/shapes.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** One upstream of the server by its name; a wrong name is answered with the right ones. */
export async function findUpstream(client: Client, name: string): Promise<Upstream> {
  const { data } = await client.get<UpstreamList>('/v1/upstreams')
  const found = data.find((upstream) => upstream.name === name)
  if (found !== undefined) return found
  const known = data.map((upstream) => upstream.name).join(', ')
  throw new CommandError(
    `The server has no upstream "${name}". It has ${known}; more come with a key, or with a section of reelkeep.config.yaml.`,
    exitCodes.usage,
  )
}
