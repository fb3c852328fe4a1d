import { z } from 'zod'
import type { BatchJson } from '../schemas/batch.ts'

const count = z.number().int()

export const underWaySchema = z
  .object({ submitting: count, unconfirmed: count, rendering: count, archiving: count, total: count })
  .describe('what was sent before and goes on: it is paid for, and its clips are kept')

/** What a cancel does not touch. */
export function presentUnderWay({ counts }: BatchJson): z.infer<typeof underWaySchema> {
  const { submitting, unconfirmed, rendering, archiving } = counts
  const total = submitting + unconfirmed + rendering + archiving
  return { submitting, unconfirmed, rendering, archiving, total }
}
