import { type Ticks, ticksFromUsd, ticksPerUsd } from '@reelkeep/core'
import { z } from 'zod'
import { defaultDownloadLimits } from './download-request.ts'

export type ArchiveSettings = {
  /** Template of the key, filled in once when a job is created. */
  readonly keyTemplate: string
  readonly maxBytes: number
  /** A sender that is slower for half a minute is cut, and tried again later: dripping must not hold a place for long. */
  readonly minBytesPerSecond: number
  /** Downloads at once in one worker. */
  readonly concurrency: number
  /** With so long a row of failures of the store and no clip kept, nothing more is bought; in milliseconds. */
  readonly unwellAfterMs: number
  /** Nor while clips for more money than this wait to be kept for over a minute. */
  readonly atRiskMaxTicks: Ticks
  /** Nor while more such clips wait whose price is not known. */
  readonly atRiskMaxClips: number
  /** Of all clips that are rescued to the data dir while the store is away. */
  readonly rescueMaxBytes: number
  /** How often, across all workers, how many stored clips are read and hashed again; 0: none. */
  readonly scrub: { readonly everyMs: number; readonly sample: number }
}

const sizePattern = /^(\d{1,12})\s*(B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)?$/i
const unitBytes: { readonly [unit: string]: number } = {
  b: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  tb: 1000 ** 4,
}

const concurrencyError = 'must be a whole number between 1 and 256'

const durationError = 'must be a duration such as 5m'
const moneyError = 'must be dollars such as 100 or "99.50"'
const clipsError = 'must be a whole number of at least 1'

const sampleError = 'must be a whole number between 0 and 10000'

const scrubSchema = z.strictObject(
  {
    every: z
      .string({ error: durationError })
      .transform((text, context) => read(durationMs(text), durationError, context))
      .optional(),
    sample: z
      .number({ error: sampleError })
      .int({ error: sampleError })
      .min(0, { error: sampleError })
      .max(10_000, { error: sampleError })
      .optional(),
  },
  { error: 'takes every and sample' },
)

const archiveSchema = z.strictObject({
  key: z
    .string({ error: 'must be a template such as "{batch}/{row}_{slug}.mp4"' })
    .regex(/\.mp4$/, { error: 'must end in .mp4' })
    .optional(),
  max_bytes: sizeSchema('500MiB or 2GiB'),
  min_bytes_per_second: sizeSchema('16KiB'),
  concurrency: z
    .number({ error: concurrencyError })
    .int({ error: concurrencyError })
    .min(1, { error: concurrencyError })
    .max(256, { error: concurrencyError })
    .optional(),
  unwell_after: z
    .string({ error: durationError })
    .transform((text, context) => read(durationMs(text), durationError, context))
    .optional(),
  at_risk_max_usd: z
    .union([z.string(), z.number()], { error: moneyError })
    .transform((value, context) => read(ticksFromUsd(String(value)), moneyError, context))
    .optional(),
  at_risk_max_clips: z
    .number({ error: clipsError })
    .int({ error: clipsError })
    .min(1, { error: clipsError })
    .optional(),
  rescue_max_bytes: sizeSchema('20GiB'),
  scrub: scrubSchema.optional(),
})

function read<Value>(value: Value | null, error: string, context: z.RefinementCtx): Value {
  if (value !== null) return value
  context.addIssue(error)
  return z.NEVER
}

/** `5m`, `90s`, `1h` as milliseconds; null for anything else, and for nothing. */
function durationMs(text: string): number | null {
  const match = /^(\d{1,6})(s|m|h)$/.exec(text.trim())
  const unitMs = match && { s: 1_000, m: 60_000, h: 3_600_000 }[match[2] ?? '']
  return match && unitMs && Number(match[1]) > 0 ? Number(match[1]) * unitMs : null
}

function sizeSchema(example: string) {
  const error = `must be a size such as ${example}`
  return z
    .union([z.string(), z.number()], { error })
    .transform((value, context) => {
      const bytes = parseSizeBytes(String(value))
      if (bytes !== null && bytes > 0) return bytes
      context.addIssue(error)
      return z.NEVER
    })
    .optional()
}

/** Reads the `archive` section of the configuration file, or throws the one line that names the wrong setting. */
export function readArchiveSettings(section: unknown): ArchiveSettings {
  const result = archiveSchema.safeParse(section ?? {})
  if (result.success) {
    return Object.freeze({
      keyTemplate: result.data.key ?? '{batch}/{custom_id|row}_{slug}.mp4',
      maxBytes: result.data.max_bytes ?? 2 * 1024 ** 3,
      minBytesPerSecond: result.data.min_bytes_per_second ?? defaultDownloadLimits.minBytesPerSecond,
      concurrency: result.data.concurrency ?? 8,
      scrub: {
        everyMs: result.data.scrub?.every ?? 3_600_000,
        sample: result.data.scrub?.sample ?? 20,
      },
      unwellAfterMs: result.data.unwell_after ?? 300_000,
      atRiskMaxTicks: result.data.at_risk_max_usd ?? 100n * ticksPerUsd,
      atRiskMaxClips: result.data.at_risk_max_clips ?? 500,
      rescueMaxBytes: result.data.rescue_max_bytes ?? 20 * 1024 ** 3,
    })
  }
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys' && issue.path.length === 0) {
    throw new Error(
      `archive.${issue.keys[0]} is no setting (known: ${Object.keys(archiveSchema.shape).join(', ')})`,
    )
  }
  const at = ['archive', ...(issue?.path ?? []).map(String)].join('.')
  throw new Error(`${at} ${at === 'archive' ? 'must be a mapping of settings' : issue?.message}`)
}

/** `2GiB`, `500 MB`, `1048576` as bytes; null for anything else. */
export function parseSizeBytes(text: string): number | null {
  const match = sizePattern.exec(text.trim())
  const unit = unitBytes[(match?.[2] ?? 'b').toLowerCase()]
  return match && unit !== undefined ? Number(match[1]) * unit : null
}
