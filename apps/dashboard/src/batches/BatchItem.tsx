import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import type { Batch } from '../api/types.ts'
import { standingWords } from '../format/batch-words.ts'
import { moneyWords } from '../format/money.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Money } from '../ui/Money.tsx'
import { ProgressBar } from '../ui/ProgressBar.tsx'

export function BatchItem({ batch, index }: { readonly batch: Batch; readonly index: number }) {
  return (
    <li
      data-index={index}
      className="relative grid gap-2.5 rounded-lg border border-line bg-surface px-4 py-3.5 shadow-low transition-colors hover:border-line-strong"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="min-w-0 font-semibold wrap-anywhere">
          <Link
            to="/batches/$id"
            params={{ id: batch.id }}
            data-row-link
            className="row-link hover:text-accent"
          >
            {visibleText(batch.name)}
          </Link>
        </h2>
        <p className="text-quiet">
          {standingWords(batch)} · <Moment at={batch.created_at} /> · charged{' '}
          <Money ticks={batch.cost.charged_ticks} isSimulated={batch.simulated} />
          {batch.budget === null
            ? ''
            : ` of a budget of ${moneyWords(batch.budget.cap_ticks, batch.simulated)}`}
          {batch.forecast.finish_at === null ? null : (
            <>
              {' '}
              · will finish <Moment at={batch.forecast.finish_at} />
            </>
          )}
        </p>
      </div>
      <ProgressBar counts={batch.counts} />
      {batch.needs_attention.map((item) => (
        <p key={item.reason} className="flex gap-2 text-unconfirmed wrap-anywhere">
          <TriangleAlert aria-hidden size="1.1em" className="mt-[0.2em] shrink-0" />
          {item.count} {reasonWords(item.reason)}: {item.action}
        </p>
      ))}
    </li>
  )
}
