import type { BatchPreview } from '../api/new-batch.ts'
import { counted, countText } from '../format/count.ts'
import { money } from '../format/money.ts'
import { visibleText } from '../format/visible-text.ts'

type Effect = Pick<
  BatchPreview,
  'created' | 'replaced' | 'run_beside' | 'retried' | 'unchanged' | 'absent' | 'reused' | 'skipped_total'
>

/** "Continues the batch “spring”: 1 of 8 clips is new, 2 tried again."; null: it would be a new batch. */
export function continuationWords(
  preview: Effect & Pick<BatchPreview, 'name' | 'rows' | 'standing'>,
): string | null {
  const { name, rows, standing, created, replaced, run_beside: beside, retried } = preview
  if (standing === null) return null
  const fresh = created - replaced - beside
  const parts = [
    `${fresh === 0 ? 'none' : countText(fresh)} of ${counted(rows, 'clip')} ${fresh < 2 ? 'is' : 'are'} new`,
    ...(replaced + beside > 0 ? [`${replaced + beside} changed`] : []),
    ...(retried > 0 ? [`${retried} tried again`] : []),
  ]
  return `Continues the batch “${visibleText(name)}”: ${parts.join(', ')}.`
}

/** All of it is in the batch of this name already: sending makes nothing. */
export function isNothingNew({
  standing,
  created,
  retried,
}: Pick<BatchPreview, 'standing'> & Effect): boolean {
  return standing !== null && created + retried === 0
}

/** "8 clips come out of this"; or, where some are here already, "8 clips are asked for, 1 to pay". */
export function outcomeWords({
  expanded_total: total,
  quote: { rows: paid },
}: Pick<BatchPreview, 'expanded_total' | 'quote'>): { readonly count: string; readonly rest: string } {
  const count = counted(total, 'clip')
  if (paid === total) return { count, rest: total === 1 ? 'comes out of this' : 'come out of this' }
  const asked = total === 1 ? 'is asked for' : 'are asked for'
  return { count, rest: `${asked}, ${paid === 0 ? 'none' : countText(paid)} to pay` }
}

/** What keeps rows from being sent until a person lets them, a sentence each. */
export function heldWords({ standing, paused }: Pick<BatchPreview, 'standing' | 'paused'>): string[] {
  return [
    ...(standing?.state === 'paused'
      ? ['This batch is paused, and stays so: nothing of it is sent until somebody resumes it.']
      : []),
    ...paused.map(
      ({ upstream, rows }) =>
        `A person paused ${visibleText(upstream)}: its ${counted(rows, 'clip')} ${rows === 1 ? 'waits' : 'wait'} in line, and nothing is sent there until somebody resumes it.`,
    ),
  ]
}

/** What is here already and would be bought once more, a sentence each. */
export function paidAgainWords({
  also_in: earlier,
  reusable,
  reused,
}: Pick<BatchPreview, 'also_in' | 'reusable' | 'reused'>): string[] {
  if (earlier.length > 0) {
    return earlier.map(
      ({ name, rows }) =>
        `Paid again under this name: ${counted(rows, 'clip')} that “${visibleText(name)}” holds already.`,
    )
  }
  const bought = reusable.rows - reused
  return bought > 0 ? [`Paid again: ${counted(bought, 'clip')} that could be copied for nothing.`] : []
}

/** What an order would do to the rows: "3 new · 497 left alone". */
export function effectWords(preview: Effect): string {
  const fresh = preview.created - preview.replaced - preview.run_beside - preview.reused
  const parts = [
    fresh > 0 ? `${counted(fresh, 'new clip')}` : null,
    preview.reused > 0 ? `${preview.reused} copied from clips that are archived already` : null,
    preview.replaced > 0 ? `${preview.replaced} changed, in place of jobs that were not sent` : null,
    preview.run_beside > 0 ? `${preview.run_beside} changed, beside jobs that were sent` : null,
    preview.retried > 0 ? `${preview.retried} failed and tried again` : null,
    preview.unchanged > 0 ? `${preview.unchanged} left alone` : null,
    preview.absent > 0 ? `${preview.absent} no longer in the file, left alone` : null,
    preview.skipped_total > 0 ? `${counted(preview.skipped_total, 'row')} left out` : null,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'nothing to do' : parts.join(' · ')
}

type Sum = {
  readonly rows: number
  readonly unknown_rows: number
  readonly low_ticks: string
  readonly expected_ticks: string | null
  readonly high_ticks: string | null
}

/** "expected $0.60, at most $0.90"; a price that nobody knows is never part of a sum. */
export function sumWords({ rows, unknown_rows: unknown, low_ticks: low, ...sum }: Sum): string {
  if (rows === 0) return 'nothing to pay'
  const most = sum.high_ticks === null ? '' : `, at most ${money(sum.high_ticks)}`
  if (unknown === 0) return `expected ${money(sum.expected_ticks)}${most}`
  if (unknown === rows) return `price unknown${most}`
  return `at least ${money(low)}, and ${counted(unknown, 'clip')} of unknown price${most}`
}

/** "the first 5 rows, 15 clips, expected $9.00; 285 clips wait for your approval"; null: nothing is tried. */
export function trialWords({ trial, quote }: Pick<BatchPreview, 'trial' | 'quote'>): string | null {
  if (trial === null || trial.clips === 0) return null
  const rest = quote.rows - trial.clips
  if (rest === 0) return `every row, ${counted(trial.clips, 'clip')}; nothing is left to wait`
  const which =
    trial.rows === trial.last_row
      ? `the first ${counted(trial.rows, 'row')}`
      : `${counted(trial.rows, 'row')}, up to row ${trial.last_row}`
  const tried = `${which}, ${counted(trial.clips, 'clip')}, ${sumWords({ ...trial, rows: trial.clips })}`
  return `${tried}; ${counted(rest, 'clip')} ${rest === 1 ? 'waits' : 'wait'} for your approval`
}

const bases = {
  history: 'as charged before',
  price_list: 'by the price list',
  max_price: 'by your most a clip',
  unknown: 'unknown price',
} as const

type Line = BatchPreview['quote']['lines'][number]

/** Where a price comes from: "as charged before (12 charges)", "by the price list (2026-11-01)". */
export function basisWords({ basis, charges, price_version: version }: Line): string {
  const more = basis === 'history' ? counted(charges, 'charge') : basis === 'price_list' ? version : null
  return more === null ? bases[basis] : `${bases[basis]} (${more})`
}

type WarningGroup = BatchPreview['warning_groups'][number]

/** Where a warning stands: "the file", "row 3", "duration, 500 times, first in rows 1, 2, 3". */
export function warningPlace({ path, count, sample }: WarningGroup): string {
  const rows = sample.flatMap(({ row }) => (row === null ? [] : [row]))
  if (rows.length === 0) return 'the file'
  if (count === 1) return path === null ? `row ${rows[0]}` : `row ${rows[0]}, ${path}`
  const where = count > rows.length ? `first in rows ${rows.join(', ')}` : `rows ${rows.join(', ')}`
  return [path, `${count} times`, where].filter((part) => part !== null).join(', ')
}
