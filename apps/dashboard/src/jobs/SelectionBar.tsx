import type { BulkAction } from '../api/bulk.ts'
import { useRefusal } from '../app/session-context.ts'
import { counted, countText } from '../format/count.ts'
import { Button } from '../ui/Button.tsx'

export type Count = { readonly count: number; readonly capped: boolean }

type Props = {
  readonly chosen: number
  /** Every job that matches is meant, also those that are not loaded. */
  readonly isAll: boolean
  /** Null: not known yet. */
  readonly total: Count | null
  readonly onAll: () => void
  readonly onNone: () => void
  readonly onAct: (action: BulkAction) => void
}

const actions: readonly { readonly action: BulkAction; readonly text: string }[] = [
  { action: 'retry', text: 'Retry' },
  { action: 'cancel', text: 'Cancel' },
  { action: 'rearchive', text: 'Re-archive' },
  { action: 'prioritize', text: 'Prioritize' },
]

/** What can be done with the chosen jobs; each asks with its figures before anything happens. */
export function SelectionBar({ chosen, isAll, total, onAll, onNone, onAct }: Props) {
  const refusal = useRefusal('operate')
  return (
    <section
      aria-label="Selected jobs"
      className="sticky bottom-3 z-20 mx-auto flex max-w-full flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line-strong bg-raised px-4 py-2.5 shadow-high"
    >
      <span className="font-medium">
        {isAll
          ? `All ${total === null ? '' : `${totalText(total)} `}that match`
          : `${counted(chosen, 'job')} selected`}
      </span>
      {isAll || total === null || (!total.capped && total.count <= chosen) ? null : (
        <Button look="quiet" onClick={onAll}>
          Select all {totalText(total)} that match
        </Button>
      )}
      <span className="grow" />
      {actions.map(({ action, text }) => (
        <Button
          key={action}
          look={action === 'cancel' ? 'danger' : 'plain'}
          refusal={refusal}
          onClick={() => onAct(action)}
        >
          {text} …
        </Button>
      ))}
      <Button look="quiet" onClick={onNone}>
        Clear
      </Button>
    </section>
  )
}

export function totalText({ count, capped }: Count): string {
  return `${countText(count)}${capped ? '+' : ''}`
}
