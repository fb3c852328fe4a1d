import { Send } from 'lucide-react'
import { counted, countText } from '../format/count.ts'
import { Button } from '../ui/Button.tsx'
import { Money } from '../ui/Money.tsx'
import { SimMark } from '../ui/SimMark.tsx'
import { continuationWords, paidAgainWords, sumWords } from './preview-words.ts'
import type { Standing } from './standing.ts'
import type { Checked } from './use-check.ts'

type Props = {
  readonly checked: Checked | null
  readonly standing: Standing
  readonly isSimulated: boolean
  readonly refusal: string | null
  readonly onProblem: () => void
  readonly onSend: () => void
}

/** How it stands, in view whatever step one is at, and the way on. */
export function Summary({ checked, standing, isSimulated, refusal, onProblem, onSend }: Props) {
  const { preview = null } = checked ?? {}
  const quote = preview === null || preview.rows === 0 ? null : preview.quote
  const continuation = preview === null || preview.rows === 0 ? null : continuationWords(preview)
  const problems = checked?.troublesTotal ?? 0
  return (
    <section
      aria-label="How it stands"
      className="sticky bottom-0 z-10 -mx-4 grid gap-3 max-xl:grid-cols-[minmax(0,1fr)_auto] max-xl:items-center border-t border-line bg-raised px-4 py-3 shadow-high max-xl:pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6 xl:top-[calc(var(--bar-height)+1.25rem)] xl:bottom-auto xl:mx-0 xl:rounded-lg xl:border xl:p-4 xl:shadow-low"
    >
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-1 xl:grid">
        <p className="text-xl font-semibold">
          {quote === null
            ? 'No price yet'
            : quote.rows === 0
              ? 'Nothing to pay'
              : counted(quote.rows, 'clip')}
          {quote === null || quote.rows === 0 ? null : (
            <>
              {' · '}
              {quote.expected_ticks === null ? (
                'price unknown'
              ) : (
                <Money ticks={quote.expected_ticks} isSimulated={isSimulated} />
              )}
            </>
          )}
        </p>
        {quote === null || quote.rows === 0 ? null : (
          <p className="text-quiet max-sm:hidden">
            {sumWords(quote)} {isSimulated ? <SimMark /> : null}
          </p>
        )}
        {continuation === null ? null : <p className="wrap-anywhere">{continuation}</p>}
        {(preview === null ? [] : paidAgainWords(preview)).map((words) => (
          <p key={words} className="wrap-anywhere text-unconfirmed">
            {words}
          </p>
        ))}
        <p role="status" className={standing.isBad ? 'text-danger' : 'text-quiet'}>
          {standing.words}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {problems > 0 && standing.blocks ? (
          <Button look="primary" onClick={onProblem}>
            {problems === 1 ? 'Go to the problem' : `First of ${countText(problems)} problems`}
          </Button>
        ) : (
          <Button
            look={standing.isNothingNew ? 'plain' : 'primary'}
            icon={<Send aria-hidden size="1em" />}
            refusal={refusal ?? (standing.blocks ? standing.words : null)}
            onClick={onSend}
          >
            {standing.isNothingNew ? 'Send anyway …' : 'Send …'}
          </Button>
        )}
      </div>
    </section>
  )
}
