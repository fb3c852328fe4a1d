import type { BatchPreview } from '../api/new-batch.ts'
import { counted, countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Duration } from '../ui/Duration.tsx'
import { Money } from '../ui/Money.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'
import { PriceLines } from './PriceLines.tsx'

type Props = {
  readonly preview: BatchPreview
  /** When the api said so, by this machine's clock. */
  readonly atMs: number
  readonly isSimulated: boolean
}

/** The range of what it may cost, the prices behind it, what nobody can price, and when it is likely to be done. */
export function QuoteFigures({ preview, atMs, isSimulated }: Props) {
  const { quote, finish, paused, budget_ticks: budget, committed_ticks: committed } = preview
  const money = (ticks: string | null) => <Money ticks={ticks} isSimulated={isSimulated} />
  return (
    <>
      <Stats>
        <Stat label="Clips to pay">{countText(quote.rows)}</Stat>
        <Stat label="At least" {...(quote.unknown_rows > 0 && { note: 'of those with a price' })}>
          {money(quote.low_ticks)}
        </Stat>
        <Stat label="Expected">{money(quote.expected_ticks)}</Stat>
        <Stat label="At most">{money(quote.high_ticks)}</Stat>
        {quote.rows === 0 ? null : (
          <Stat label="Last one rendered in" note={finish === null ? 'nobody can say' : finishNote(finish)}>
            {finish === null ? (
              'unknown'
            ) : (
              <>
                about <Duration ms={lengthMs(finish, atMs)} />
              </>
            )}
          </Stat>
        )}
      </Stats>
      {quote.unknown.map(({ upstream, model, rows }) => (
        <Notice key={`${upstream} ${model}`} kind="warning">
          {counted(rows, 'clip')} of {visibleText(model)} at {visibleText(upstream)}: nobody knows the price,
          so it is in no sum.
        </Notice>
      ))}
      {finish === null && quote.rows > 0 && paused.length === 0 ? (
        <p className="text-quiet">
          An upstream of these rows creates nothing now, so that nobody can say when it is done.
        </p>
      ) : null}
      {budget === null ? null : (
        <p>
          Of the budget of {money(budget)}, {money(quote.reserved_ticks)} would be held
          {BigInt(committed) > 0n ? <>, beside {money(committed)} spent or under way</> : null}.
        </p>
      )}
      <PriceLines quote={quote} />
    </>
  )
}

/** From when it was asked: the moment itself would be over for who thinks about it. */
function lengthMs({ expected_at: at }: NonNullable<BatchPreview['finish']>, fromMs: number): number {
  return Math.max(1_000, Date.parse(at) - fromMs)
}

function finishNote({ basis }: NonNullable<BatchPreview['finish']>): string {
  return basis === 'history' ? 'by what rendered lately' : 'by the models’ plans'
}
