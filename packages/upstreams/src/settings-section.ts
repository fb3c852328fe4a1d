import { ppmFromDecimal, ticksFromUsd } from '@reelkeep/core'
import { z } from 'zod'
import { parseDurationMs } from './duration.ts'

/** One upstream as the configuration file writes it. Unknown keys are refused; nothing is required. */
export type UpstreamSection = z.output<typeof upstreamSchema>

const duration = z
  .string({ error: 'must be a duration such as 500ms, 30s, 5m or 2h' })
  .transform((text, context) => {
    const ms = parseDurationMs(text)
    if (ms !== null && ms > 0) return ms
    context.addIssue('must be a duration such as 500ms, 30s, 5m or 2h')
    return z.NEVER
  })

const dollars = z
  .union([z.string(), z.number()], { error: 'must be dollars such as "0.05"' })
  .transform((value, context) => {
    const ticks = ticksFromUsd(String(value))
    if (ticks !== null) return ticks
    context.addIssue('must be dollars such as "0.05"')
    return z.NEVER
  })

const count = (min: number, max: number) => {
  const error = `must be a whole number between ${min} and ${max}`
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}

const flag = z.boolean({ error: 'must be true or false' })

const text = z.string({ error: 'must be text' })

const hostPattern = text.regex(/^(?:\*\.)?(?:[a-z0-9-]+\.)*[a-z0-9-]+$/i, {
  error: 'must be a host such as cdn.example.com or *.example.com',
})

const factor = z
  .union([z.string(), z.number()], { error: 'must be a factor above 0 such as "1.25"' })
  .transform((value, context) => {
    const ppm = ppmFromDecimal(String(value))
    if (ppm !== null) return ppm
    context.addIssue('must be a factor above 0 such as "1.25", below 100 and with six decimals at most')
    return z.NEVER
  })

const figures = z.union([dollars, z.record(z.string(), dollars)], {
  error: 'must be dollars such as "0.05", or dollars by resolution such as { 480p: "0.05", 720p: "0.07" }',
})

const price = z
  .strictObject({
    per_second_usd: figures.optional(),
    per_call_usd: figures.optional(),
    per_image_usd: dollars.optional(),
  })
  .refine((given) => (given.per_second_usd === undefined) !== (given.per_call_usd === undefined), {
    error: 'must give either per_second_usd or per_call_usd',
  })

export type PriceSection = z.output<typeof price>

export const upstreamSchema = z.strictObject({
  profile: text.optional(),
  base_url: text.optional(),
  api_key: text.nullish(),
  max_in_flight: count(1, 100_000).optional(),
  requests_per_minute: count(1, 1_000_000).optional(),
  polls_per_minute: count(1, 10_000_000).optional(),
  poll: z
    .strictObject({
      first: duration.optional(),
      min: duration.optional(),
      max: duration.optional(),
      deadline: duration.optional(),
    })
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
      error: 'must have a min that is not above its max',
    })
    .optional(),
  submit_timeout: duration.optional(),
  on_unconfirmed: z
    .enum(['hold', 'fail', 'resubmit'], { error: 'must be hold, fail or resubmit' })
    .optional(),
  unconfirmed_hold: duration.optional(),
  resubmit_max_usd: dollars.optional(),
  resubmit_daily_usd: dollars.optional(),
  retries: count(0, 100).optional(),
  failed_is_free: flag.optional(),
  link_hosts: z.array(hostPattern, { error: 'must be a list of hosts' }).optional(),
  allow_http_links: flag.optional(),
  prices: z.record(z.string(), price, { error: 'must be prices by model' }).optional(),
  bill_factor: factor.optional(),
  max_overdue: count(1, 100_000).optional(),
  simulated: flag.optional(),
  check_images: flag.optional(),
  speed: z.number({ error: 'must be a number' }).min(0.01).max(10_000).optional(),
})

/** Reads one upstream's section, or throws the one line that names the setting and the fix. */
export function readSection(name: string, value: unknown): UpstreamSection {
  const path = `upstreams.${name}`
  const result = upstreamSchema.safeParse(value ?? {})
  if (result.success) return result.data
  const [issue] = result.error.issues
  const at = [path, ...(issue?.path ?? []).map(String)].join('.')
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    throw new Error(`${at}.${key} is no setting; take it out or correct its spelling${knownAt(issue.path)}`)
  }
  throw new Error(
    `${at} ${issue?.code === 'invalid_type' && issue.path.length === 0 ? 'must be a mapping of settings' : (issue?.message ?? 'is wrong')}`,
  )
}

function knownAt(path: readonly PropertyKey[]): string {
  return path.length === 0 ? ` (known: ${Object.keys(upstreamSchema.shape).join(', ')})` : ''
}
