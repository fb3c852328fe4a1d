import type { Operation } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'

const names: { readonly [action: string]: string } = {
  retry: 'Retry',
  cancel: 'Cancel',
  rearchive: 'Re-archive',
  prioritize: 'Prioritize',
  scrub: 'Scrub',
  rebuild: 'Rebuild',
  doctor: 'Doctor',
}

export function actionName({ action }: Pick<Operation, 'action'>): string {
  return names[action] ?? visibleText(action)
}

/** What it was ordered for: `state failed, batch night-run`. */
export function orderedWords({ options }: Pick<Operation, 'options'>): string {
  const { filter, ...rest } = options
  const parts = [...Object.entries(isRecord(filter) ? filter : {}), ...Object.entries(rest)]
  return parts.map(([name, value]) => `${name.replaceAll('_', ' ')} ${valueText(value)}`).join(', ')
}

/** How much of it is behind us, 0 to 1; null: nobody knows yet how much it is. */
export function shareDone({
  matched,
  done,
  refused,
  skipped,
  problem_total,
  state,
}: Operation): number | null {
  if (state === 'finished') return 1
  if (matched === 0) return null
  return Math.min(1, (done + refused + skipped + problem_total) / matched)
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} chosen`
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value))
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
