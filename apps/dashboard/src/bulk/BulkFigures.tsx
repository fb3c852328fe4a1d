import type { BulkAction } from '../api/bulk.ts'
import type { BulkPreview } from '../api/types.ts'
import { counted, countText } from '../format/count.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { MoneyParts } from '../ui/MoneyParts.tsx'
import { Notice } from '../ui/Notice.tsx'
import { PaidSoFar } from '../ui/PaidSoFar.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'

/** What the action would come to: for how many, for how many not and why, and what it costs. */
export function BulkFigures({
  action,
  preview,
}: {
  readonly action: BulkAction
  readonly preview: BulkPreview
}) {
  const { matched, accepted, refused, skipped, waiting, cost, reasons } = preview
  const left = [...refused, ...skipped]
  return (
    <div className="grid gap-3">
      <Stats>
        <Stat label="Matching">{counted(matched, 'job')}</Stat>
        <Stat label="Will be done" tone={accepted === 0 ? 'warning' : 'plain'}>
          {countText(accepted)}
        </Stat>
        {action === 'retry' ? (
          <Stat
            label="New cost, expected"
            note={
              <>
                at most{' '}
                <MoneyParts
                  parts={cost.parts.map((part) => ({ ...part, ticks: part.high_ticks }))}
                  ticks={cost.high_ticks}
                />
              </>
            }
          >
            <MoneyParts
              parts={cost.parts.map((part) => ({ ...part, ticks: part.expected_ticks }))}
              ticks={cost.expected_ticks}
            />
          </Stat>
        ) : (
          <Stat label="Costs">nothing</Stat>
        )}
      </Stats>
      {cost.unknown.map(({ upstream, model, rows }) => (
        <Notice key={`${upstream} ${model}`} kind="warning">
          {counted(rows, 'job')} of {visibleText(model)} at {visibleText(upstream)}: nobody knows the price,
          so it is in no sum.
        </Notice>
      ))}
      {reasons.length === 0 ? null : (
        <div>
          <p className="font-medium">What they may have cost already</p>
          <ul className="list-disc pl-5">
            {reasons.map((reason) => (
              <li key={`${reason.reason} ${reason.simulated}`}>
                {counted(reason.jobs, 'job')}, {reasonWords(reason.reason)}:{' '}
                <PaidSoFar parts={[reason]} otherwise="nothing charged so far" />
              </li>
            ))}
          </ul>
        </div>
      )}
      {left.length === 0 ? null : (
        <div>
          <p className="font-medium">Left alone</p>
          <ul className="list-disc pl-5">
            {left.map(({ code, message, count }) => (
              <li key={code}>
                {countText(count)}: {visibleText(message)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {waiting === 0 ? null : (
        <Notice kind="info">
          {counted(waiting, 'job')} of them will wait for the budget: the day cap of their key has no room
          now.
        </Notice>
      )}
    </div>
  )
}
