import { createHash } from 'node:crypto'
import type { Job, JobFailure } from '@reelkeep/core'

const hashLength = 12

/** The same trouble gets the same text, whatever ids and numbers its message carries. */
export function failureFingerprint(job: Pick<Job, 'upstream'>, failure: JobFailure | null): string | null {
  if (failure === null) return null
  const shape = (failure.upstreamStatus ?? '')
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, 'url')
    // A word with a digit in it is an id, an amount or a time; the status code in front ("http 400") tells errors apart.
    .replace(/(?<!^http )\b\w*\d[\w-]*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
  const hash = createHash('sha256').update(shape).digest('hex').slice(0, hashLength)
  return `${job.upstream}/${failure.step}/${failure.reason}/${hash}`
}
