import { type Ticks, usdFromTicks } from '@reelkeep/core'
import { ApiError, type Detail } from '../errors.ts'
import { isSameText } from '../session.ts'
import { bulkToken, type PreviewedBulk } from './bulk-token.ts'

/** What the caller has agreed to: a preview by its token, or figures of its own. */
export type Agreement = {
  readonly confirm: string | undefined
  readonly expect:
    | {
        readonly matched?: number | undefined
        readonly matched_max?: number | undefined
        readonly high_ticks_max?: string | undefined
      }
    | undefined
}

/** Refuses, with the new figures, what is not, or not any more, what was agreed to. */
export function checkAgreed({ confirm, expect }: Agreement, secret: string, previewed: PreviewedBulk): void {
  const { matched, accepted, quote } = previewed.preview
  const changed: Detail[] = []
  if (confirm !== undefined && !isSameText(bulkToken(secret, previewed), confirm)) {
    changed.push(detail('confirm', 'the jobs, their states or their prices are others now', null))
  }
  if (expect?.matched !== undefined && expect.matched !== matched) {
    changed.push(detail('expect.matched', `${matched} jobs match now`, matched))
  }
  if (expect?.matched_max !== undefined && matched > expect.matched_max) {
    changed.push(detail('expect.matched_max', `${matched} jobs match now`, matched))
  }
  if (expect?.high_ticks_max !== undefined && isDearer(quote.highTicks, BigInt(expect.high_ticks_max))) {
    const high = quote.highTicks === null ? null : String(quote.highTicks)
    changed.push(detail('expect.high_ticks_max', `it may cost ${priceOf(quote.highTicks)} now`, high))
  }
  if (changed.length === 0) return
  throw new ApiError({
    type: 'conflict',
    code: 'preview_changed',
    message: `${matched} jobs match now, ${accepted} of them can be done, for ${priceOf(quote.highTicks)} at most; ask again with dry_run.`,
    param: changed[0]?.path ?? null,
    details: changed,
  })
}

function isDearer(highTicks: Ticks | null, agreedTicks: Ticks): boolean {
  return highTicks === null || highTicks > agreedTicks
}

function priceOf(ticks: Ticks | null): string {
  return ticks === null ? 'an unknown price' : `${usdFromTicks(ticks)} USD`
}

function detail(path: string, message: string, now: number | string | null): Detail {
  return { path, row: null, code: 'changed', message, allowed: now === null ? null : [now] }
}
