import { z } from 'zod'
import type { Layer } from './layer.ts'
import { soleAddress } from './link.ts'
import { saysModerated } from './wording.ts'

/** An upstream's complaint as we can show it, and every part of it apart from the others. */
export type ErrorWords = {
  readonly code: string | null
  readonly message: string | null
  /** Code and message in one text; empty when there is neither. */
  readonly all: string
  readonly isModerated: boolean
}

/** The complaint of the innermost level that has one: wrappers repeat it, or say less. */
export function errorWordsOf(layers: readonly Layer[]): ErrorWords {
  const found = layers.map(complaintOf).toReversed()
  const code = found.map((complaint) => complaint.code).find((part) => part !== null) ?? null
  const message = found.map((complaint) => complaint.message).find((part) => part !== null) ?? null
  const parts = found.flatMap((complaint) => [complaint.code, complaint.message])
  return {
    code,
    message,
    all: [code, message].filter((part) => part !== null).join(': '),
    // Part by part: xAI sets `internal_error` beside a message that says "rejected by content moderation".
    isModerated: parts.some((part) => part !== null && saysModerated(part)),
  }
}

const text = z.string().nullish().catch(null)
const errorSchema = z.object({
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  type: text,
  message: text,
})

/** A string, an object with a message, or code and message beside each other: all of these have been seen. */
function complaintOf(layer: Layer): { code: string | null; message: string | null } {
  const parsed = errorSchema.safeParse(layer.error)
  const nested = parsed.success ? parsed.data : null
  const plain = typeof layer.error === 'string' ? layer.error : null
  const outerCode = String(layer.code ?? '').toLowerCase() === 'success' ? null : layer.code
  // A link in it is new-api's result, not a reason.
  const failReason = soleAddress(layer.fail_reason ?? null) === null ? layer.fail_reason : null
  const code = firstSaid(nested?.code, nested?.type, outerCode)
  return {
    code: code === null ? null : code.slice(0, 200),
    message: firstSaid(plain, nested?.message, layer.message, layer.msg, layer.detail, failReason),
  }
}

function firstSaid(...parts: readonly (string | number | null | undefined)[]): string | null {
  const said = parts.find((part) => part !== null && part !== undefined && String(part).trim() !== '')
  return said === undefined || said === null ? null : String(said)
}
