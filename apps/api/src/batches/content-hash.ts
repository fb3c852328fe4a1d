import { createHash } from 'node:crypto'
import { contentKey } from '@reelkeep/core'
import type { SettledWish } from '../settle-wish.ts'

/**
 * What a row's content is known by. `upstream` is what the row names; null when it leaves it to the default, so that
 * another default does not render all rows again.
 */
export function contentHashOf(settled: SettledWish, upstream: string | null): string {
  const { model, operation, prompt, params } = settled
  const key = contentKey({ upstream, model, operation, prompt, params })
  return createHash('sha256').update(key).digest('base64url')
}
