import type { Upstream } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { plainText } from '../print/plain-text.ts'
import { createRateWords, gateWords, inFlightWords, pollRateWords } from '../print/upstream-words.ts'
import { findUpstream } from './find-upstream.ts'

/** Creates stop; what is paid for is polled and archived on. */
export function pauseUpstream(context: CommandContext, name: string): Promise<ExitCode> {
  return change(context, name, { paused: true })
}

/** Opens the gate, whether a person paused it or it closed by itself. */
export function resumeUpstream(context: CommandContext, name: string): Promise<ExitCode> {
  return change(context, name, { paused: false })
}

export type LimitOptions = {
  readonly maxInFlight?: string
  readonly requestsPerMinute?: string
  readonly pollsPerMinute?: string
}

/** Live limits: in force at once, over restarts, until they are set to `default`. */
export async function setUpstream(
  context: CommandContext,
  name: string,
  options: LimitOptions,
): Promise<ExitCode> {
  const limits = {
    max_in_flight: readLimit('--max-in-flight', options.maxInFlight, { max: 10_000, isWhole: true }),
    requests_per_minute: readLimit('--requests-per-minute', options.requestsPerMinute, { max: 100_000 }),
    polls_per_minute: readLimit('--polls-per-minute', options.pollsPerMinute, { max: 100_000 }),
  }
  if (Object.values(limits).every((limit) => limit === undefined)) {
    throw new CommandError(
      `Say what to set: --max-in-flight, --requests-per-minute or --polls-per-minute, each a number or "default". "reelkeep upstreams ${name}" shows them.`,
      exitCodes.usage,
    )
  }
  return change(context, name, limits)
}

/** Null: the configured one holds again. Undefined: stays as it is. */
function readLimit(
  flag: string,
  text: string | undefined,
  { max, isWhole = false }: { readonly max: number; readonly isWhole?: boolean },
): number | null | undefined {
  if (text === undefined) return undefined
  if (text === 'default') return null
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= max && (!isWhole || Number.isInteger(value))) return value
  throw new CommandError(
    `${flag} must be a ${isWhole ? 'whole ' : ''}number from 0 to ${max}, or "default" for the configured one (found "${text}").`,
    exitCodes.usage,
  )
}

async function change(
  { client, terminal, json }: CommandContext,
  name: string,
  body: object,
): Promise<ExitCode> {
  await findUpstream(client, name)
  const upstream = await client.patch<Upstream>(`/v1/upstreams/${encodeURIComponent(name)}`, body)
  if (json) terminal.print(JSON.stringify(upstream, null, 2))
  else terminal.print(plainText(standing(upstream)))
  return exitCodes.done
}

function standing(upstream: Upstream): string {
  return [
    `${upstream.name}: ${gateWords(upstream)}`,
    `${inFlightWords(upstream)} in flight`,
    `${createRateWords(upstream)} creates a minute`,
    `${pollRateWords(upstream)} polls a minute`,
  ].join(' · ')
}
