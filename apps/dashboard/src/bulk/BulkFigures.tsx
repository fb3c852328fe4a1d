import type { BulkAction } from '../api/bulk.ts'
import type { BulkPreview } from '../api/types.ts'
import { counted, countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Money } from '../ui/Money.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'
import { paidWords } from './bulk-words.ts'

/** What the action would come to: for how many, for how many not and why, and what it costs. */
export function BulkFigures({
  action,
  preview,
}: {
  readonly action: BulkAction
  readonly preview: BulkPreview
}) {
  const { matched, accepted, refused, skipped, waiting, cost } = preview
  const left = [...refused, ...skipped]
  const paid = paidWords(preview)
  return (
    <div className="grid gap-3">
      <Stats>
        <Stat label="Match">{counted(matched, 'job')}</Stat>
        <Stat label="Will be done" tone={accepted === 0 ? 'warning' : 'plain'}>
          {countText(accepted)}
        </Stat>
        {action === 'retry' ? (
          <Stat
            label="New cost, expected"
            note={
              cost.high_ticks === null ? (
                'at most: unknown'
              ) : (
                <>
                  at most <Money ticks={cost.high_ticks} />
                </>
              )
            }
          >
            <Money ticks={cost.expected_ticks} />
          </Stat>
        ) : (
          <Stat label="Costs">nothing</Stat>
        )}
      </Stats>
      {cost.unknown.map(({ upstream, model, rows }) => (
        <Notice key={`${upstream} ${model}`} kind="warning">
          {counted(rows, 'job')} of {visibleText(model)} at {visibleText(upstream)} have no known price; they
          are in no sum.
        </Notice>
      ))}
      {paid.length === 0 ? null : (
        <div>
          <p className="font-medium">What they may have cost already</p>
          <ul className="list-disc pl-5">
            {paid.map((line) => (
              <li key={line}>{line}</li>
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
