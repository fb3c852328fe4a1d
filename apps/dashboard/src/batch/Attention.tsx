import { Link } from '@tanstack/react-router'
import type { Batch } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { buttonClass } from '../ui/Button.tsx'
import { MoneyParts } from '../ui/MoneyParts.tsx'
import { Notice } from '../ui/Notice.tsx'

/** What waits for a person, with its money, what to do, and the jobs it concerns. */
export function Attention({ batch }: { readonly batch: Batch }) {
  return batch.needs_attention.map(({ reason, count, ticks, parts, action, filter }) => (
    <Notice
      key={reason}
      kind="warning"
      actions={
        <Link to="/jobs" search={filter} className={buttonClass()}>
          Show {counted(count, 'job')}
        </Link>
      }
    >
      <span className="font-medium">
        {counted(count, 'job')}: {reasonWords(reason)}
      </span>
      {ticks === null ? null : (
        <>
          , <MoneyParts parts={parts} ticks={ticks} />
        </>
      )}
      . {visibleText(action)}
    </Notice>
  ))
}
