import { createHash } from 'node:crypto'
import { type JobFailure, saidBy } from '@reelkeep/core'

const hashLength = 12

/**
 * The same trouble gets the same text, at every upstream and whatever ids, amounts and prompts its message carries: the
 * step, the reason, and the shape of the upstream's words with its own code among them.
 */
export function failureFingerprint(failure: JobFailure | null): string | null {
  if (failure === null) return null
  // What people type to give a job up is as various as they are, and no cause.
  const words = saidBy(failure) === 'person' ? '' : (failure.upstreamStatus ?? '')
  const shape = shapeOf(words.toLowerCase())
  const hash = createHash('sha256').update(shape).digest('hex').slice(0, hashLength)
  return `${failure.step}.${failure.reason}.${hash}`
}

/** "http 400 · 1026 · image 17 is too large" is told apart by both its numbers in front, and not by the third. */
function shapeOf(words: string): string {
  const [, head = '', rest = words] = /^(http \d{3}(?: · [\w.-]{1,64}(?= · ))?)(.*)$/s.exec(words) ?? []
  const plain = rest
    .replace(/https?:\/\/\S+/g, 'url')
    // Words in quotes are somebody's own, such as the prompt; one word alone names a field.
    .replace(/"[^"]*\s[^"]*"|“[^”]*\s[^”]*”/g, '"…"')
    // A word with a digit in it is an id, an amount or a time.
    .replace(/\b\w*\d[\w-]*/g, '#')
  return `${head}${plain}`.replace(/\s+/g, ' ').trim()
}
