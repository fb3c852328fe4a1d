import type { ChangedUpstream } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'
import { findUpstream } from './find-upstream.ts'

/** Links of the upstream's clips may point to the host from now on; clips that wait for that are tried again. */
export async function allowHost(context: CommandContext, name: string, host: string): Promise<ExitCode> {
  return change(context, name, { allow_host: host }, ({ allowed_hosts, links_tried_again: count }) => {
    const tried =
      count === 0
        ? 'no clip was waiting for a refused link'
        : `${counted(count, 'waiting clip')} tried again within seconds`
    return `${name}: clips are fetched from ${allowed_hosts.at(-1)} although private, over plain http or not in link_hosts · ${tried}`
  })
}

/** Takes an allowed host back. What is allowed by the configuration stays so. */
export async function disallowHost(context: CommandContext, name: string, host: string): Promise<ExitCode> {
  return change(context, name, { disallow_host: host }, ({ allowed_hosts }) => {
    const left = allowed_hosts.length === 0 ? 'no host' : allowed_hosts.join(', ')
    return `${name}: ${left} allowed besides what the configuration allows`
  })
}

async function change(
  { client, terminal, json }: CommandContext,
  name: string,
  body: object,
  words: (upstream: ChangedUpstream) => string,
): Promise<ExitCode> {
  await findUpstream(client, name)
  const upstream = await client.patch<ChangedUpstream>(`/v1/upstreams/${encodeURIComponent(name)}`, body)
  terminal.print(json ? JSON.stringify(upstream, null, 2) : plainText(words(upstream)))
  return exitCodes.done
}
