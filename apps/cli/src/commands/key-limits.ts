import type { Key } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { keyLines } from '../print/key-words.ts'
import { wholeNumber } from './whole-number.ts'

export type KeyLimitOptions = {
  readonly name?: string
  readonly cap?: string
  readonly dayCap?: string
  readonly maxInFlight?: string
  readonly requestsPerMinute?: string
  readonly upstreams?: string
  readonly models?: string
  readonly maxDuration?: string
  readonly expires?: string
}

export async function setKey(
  { client, terminal, json, when }: CommandContext,
  id: string,
  options: KeyLimitOptions,
): Promise<ExitCode> {
  const body = keyLimits(options, new Date())
  if (Object.values(body).every((value) => value === undefined)) {
    throw new CommandError(
      'Say what to set, such as --day-cap 25 or --cap none. "reelkeep keys set --help" lists it.',
      exitCodes.usage,
    )
  }
  const key = await client.patch<Key>(`/v1/keys/${encodeURIComponent(id)}`, body)
  terminal.print(json ? JSON.stringify(key, null, 2) : keyLines(key, when))
  return exitCodes.done
}

/** The limits as the api takes them: null takes one away, undefined leaves it. The api checks amounts and names. */
export function keyLimits(options: KeyLimitOptions, now: Date) {
  const count = (flag: string, text: string | undefined, max: number) =>
    text === undefined || text === 'none' ? given(text) : wholeNumber(flag, text, { min: 0, max })
  return {
    name: options.name,
    cap_usd: given(options.cap),
    day_cap_usd: given(options.dayCap),
    max_in_flight: count('--max-in-flight', options.maxInFlight, 10_000),
    requests_per_minute: count('--requests-per-minute', options.requestsPerMinute, 100_000),
    upstreams: names(options.upstreams),
    models: names(options.models),
    max_duration: count('--max-duration', options.maxDuration, 3_600),
    expires_at: expiry(options.expires, now),
  }
}

function given(text: string | undefined): string | null | undefined {
  return text === 'none' ? null : text
}

function names(text: string | undefined): string[] | null | undefined {
  if (text === undefined) return undefined
  if (text === 'none') return null
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

const dayMs = 86_400_000

function expiry(text: string | undefined, now: Date): string | null | undefined {
  if (text === undefined) return undefined
  if (text === 'none') return null
  const days = /^(\d{1,4})d$/.exec(text)?.[1]
  const at = days === undefined ? new Date(text) : new Date(now.getTime() + Number(days) * dayMs)
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  throw new CommandError(
    `--expires takes a date such as 2027-01-31, a time such as 2027-01-31T18:00:00Z, days such as 90d, or "none" (found "${text}").`,
    exitCodes.usage,
  )
}
