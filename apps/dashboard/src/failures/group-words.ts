import { counted } from '../format/count.ts'

/** `0.083` is "8 %"; what is there but less than one in a hundred is no nought. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %'
  return `${Math.round(share * 100)} %`
}

/** A job that is retried may fail with the same cause again: "13 failures, in 5 jobs". */
export function failuresText({ count, jobs }: { readonly count: number; readonly jobs: number }): string {
  const failures = counted(count, 'failure')
  if (count === jobs) return count === 1 ? failures : `${failures}, each in a job of its own`
  return `${failures} in ${counted(jobs, 'job')}: ${jobs === 1 ? 'it' : 'some'} failed with it more than once`
}

/** "upstream_a 60 %, upstream_b 40 %", the first few. */
export function sharesText(shares: readonly { readonly name: string; readonly count: number }[]): string {
  const total = shares.reduce((sum, { count }) => sum + count, 0)
  const shown = shares.slice(0, 3).map(({ name, count }) => `${name} ${shareText(count / total)}`)
  const rest = shares.length - shown.length
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${counted(rest, 'other')}`
}

export function trendLabel(trend: readonly number[]): string {
  const total = trend.reduce((sum, count) => sum + count, 0)
  return `${counted(total, 'failure')} over the time, ${counted(trend.at(-1) ?? 0, 'failure')} in the newest step`
}
