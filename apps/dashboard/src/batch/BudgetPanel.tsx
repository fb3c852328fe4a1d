import { useState } from 'react'
import type { Batch } from '../api/types.ts'
import { useRefusal } from '../app/session-context.ts'
import { money } from '../format/money.ts'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Money } from '../ui/Money.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { BudgetDialog } from './BudgetDialog.tsx'
import { budgetParts } from './budget-parts.ts'

const fills = {
  charged: 'bg-accent',
  possible: 'bg-unconfirmed',
  reserved: 'bg-submitting',
  left: 'bg-line',
} as const

/** How much of the budget is gone, held, in doubt and left. */
export function BudgetPanel({ batch }: { readonly batch: Batch }) {
  const refusal = useRefusal('submit')
  const [isOpen, setIsOpen] = useState(false)
  const { budget } = batch
  return (
    <Panel
      title={
        budget === null
          ? 'Budget: none'
          : `Budget: ${money(budget.cap_ticks)}${batch.simulated ? ', of simulated money' : ''}`
      }
      actions={
        <Button className="h-8" refusal={refusal} onClick={() => setIsOpen(true)}>
          {budget === null ? 'Set a budget …' : 'Change …'}
        </Button>
      }
    >
      {budget === null ? (
        <p className="text-quiet">Nothing but the caps of its key limits what this batch may cost.</p>
      ) : (
        <BudgetBar budget={budget} isSimulated={batch.simulated} />
      )}
      {isOpen ? <BudgetDialog batch={batch} onClose={() => setIsOpen(false)} /> : null}
    </Panel>
  )
}

type BarProps = { readonly budget: NonNullable<Batch['budget']>; readonly isSimulated: boolean }

function BudgetBar({ budget, isSimulated }: BarProps) {
  const parts = budgetParts(budget)
  const shown = parts.filter(({ ticks, name }) => ticks !== '0' || name === 'left')
  return (
    <div className="grid gap-1.5">
      <span
        role="img"
        aria-label={`Of ${money(budget.cap_ticks)}: ${shown.map(({ name, ticks }) => `${money(ticks)} ${name}`).join(', ')}`}
        className="flex h-2.5 overflow-hidden rounded-full bg-line"
      >
        {parts.map(({ name, percent }) => (
          <span key={name} className={fills[name]} style={{ width: `${percent}%` }} />
        ))}
      </span>
      <span className="flex flex-wrap gap-x-4 text-quiet">
        {shown.map(({ name, ticks }) => (
          <span key={name} className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <span
              aria-hidden
              className={classNames('size-2 rounded-full border border-line-strong', fills[name])}
            />
            <Money ticks={ticks} isSimulated={isSimulated} />{' '}
            {name === 'possible' ? 'possibly charged' : name}
          </span>
        ))}
      </span>
      {budget.left_ticks.startsWith('-') ? (
        <Notice kind="warning">
          <Money ticks={budget.left_ticks.slice(1)} isSimulated={isSimulated} /> more was charged than the
          budget holds: a charge was above its quote. Nothing more is sent.
        </Notice>
      ) : null}
    </div>
  )
}
