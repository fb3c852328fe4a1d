import type { BatchPreview } from '../api/new-batch.ts'
import { counted, countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Money } from '../ui/Money.tsx'
import { basisWords } from './preview-words.ts'

type Props = { readonly quote: BatchPreview['quote'] }

/** Each price behind the quote, and where it comes from. */
export function PriceLines({ quote: { lines, lines_total: total } }: Props) {
  if (lines.length === 0) return null
  return (
    <details open={lines.length <= 5}>
      <summary className="min-h-6 cursor-pointer font-medium max-sm:min-h-11">
        {counted(total, 'price')} behind it
      </summary>
      <ul className="mt-1 grid divide-y divide-line">
        {lines.map((line, index) => (
          <li key={index} className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-1.5">
            <span>
              {countText(line.rows)} × {visibleText(line.model)} at {visibleText(line.upstream)}
              {line.each_ticks === null ? null : (
                <>
                  , <Money ticks={line.each_ticks} isSimulated={line.simulated} /> each
                </>
              )}
            </span>
            <span className="text-quiet">
              {basisWords(line)} ·{' '}
              <span className="text-ink">
                <Money ticks={line.expected_ticks} isSimulated={line.simulated} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {total > lines.length ? (
        <p className="text-quiet">and {counted(total - lines.length, 'more price')}</p>
      ) : null}
    </details>
  )
}
