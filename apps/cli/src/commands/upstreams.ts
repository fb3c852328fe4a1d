import type { Upstream, UpstreamList } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'
import { table } from '../print/table.ts'
import { upstreamDetails } from '../print/upstream-details.ts'
import { createRateWords, gateWords, inFlightWords, pollRateWords } from '../print/upstream-words.ts'
import { findUpstream } from './find-upstream.ts'

/** Every upstream in a line; or, with a name, all that is known about one. */
export async function upstreams(context: CommandContext, name: string | undefined): Promise<ExitCode> {
  return name === undefined ? listUpstreams(context) : showUpstream(context, name)
}

async function listUpstreams({ client, terminal, json }: CommandContext): Promise<ExitCode> {
  const page = await client.get<UpstreamList>('/v1/upstreams')
  if (json) {
    terminal.print(JSON.stringify(page, null, 2))
    return exitCodes.done
  }
  terminal.print(
    table(
      page.data,
      [
        { title: 'UPSTREAM', value: (row) => row.name },
        { title: 'PROFILE', value: (row) => row.profile, leaves: 3 },
        { title: 'GATE', value: (row) => row.gate.state },
        { title: 'IN FLIGHT', value: inFlightWords },
        { title: 'CREATES/MIN', value: createRateWords, leaves: 2 },
        { title: 'POLLS/MIN', value: pollRateWords, leaves: 1 },
        { title: 'MODELS', value: (row) => row.models.map(({ model }) => model).join(', '), shrinks: true },
      ],
      terminal.width,
    ),
  )
  for (const upstream of page.data) {
    for (const remark of remarks(upstream)) terminal.print(plainText(`${upstream.name}: ${remark}`))
  }
  return exitCodes.done
}

/** What a person should know without asking: why nothing is sent, and that the wire may have changed. */
function remarks(upstream: Upstream): string[] {
  const { gate, surprises, name } = upstream
  const isOpen = gate.state === 'open'
  return [
    ...(isOpen ? [] : [gateWords(upstream)]),
    ...(surprises.length === 0
      ? []
      : [
          `said ${counted(surprises.length, 'thing')} that its dialect does not know: reelkeep upstreams ${name}`,
        ]),
  ]
}

async function showUpstream({ client, terminal, json }: CommandContext, name: string): Promise<ExitCode> {
  const upstream = await findUpstream(client, name)
  terminal.print(json ? JSON.stringify(upstream, null, 2) : upstreamDetails(upstream))
  return exitCodes.done
}
