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
})

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
    })
  }
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys') {
    throw new Error(
      `archive.${issue.keys[0]} is no setting (known: key, max_bytes, min_bytes_per_second, concurrency)`,
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
