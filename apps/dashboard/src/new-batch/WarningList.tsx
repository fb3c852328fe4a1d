import { Info } from 'lucide-react'
import type { BatchPreview, Problem } from '../api/new-batch.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { warningPlace } from './preview-words.ts'

type Props = { readonly preview: BatchPreview; readonly said: readonly Problem[] }

/** What was understood with a guess, and advice that rows do not follow; nothing is refused for either. */
export function WarningList({ preview, said }: Props) {
  const { hints } = preview
  // What is said of the file as a whole stands beside it.
  const groups = preview.warning_groups.filter(({ code }) => !said.some((notice) => notice.code === code))
  const total = groups.reduce((sum, { count }) => sum + count, 0)
  if (groups.length + hints.length === 0) return null
  return (
    <details open={groups.length + hints.length <= 6}>
      <summary className="min-h-6 cursor-pointer font-medium max-sm:min-h-11">
        {total > 0 ? counted(total, 'warning') : null}
        {total > 0 && hints.length > 0 ? ' and ' : null}
        {hints.length > 0 ? counted(hints.length, 'piece of advice', 'pieces of advice') : null}
        <span className="font-normal text-quiet"> Nothing is refused for these.</span>
      </summary>
      <ul className="mt-1 grid gap-1.5">
        {groups.map((group, index) => (
          <Item key={index} place={warningPlace(group)}>
            {visibleText(group.same ? group.message : `such as: ${group.message}`)}
          </Item>
        ))}
        {hints.map(({ code, message, rows, sample_row: row }) => (
          <Item
            key={`${code}${message}`}
            place={rows === 1 ? `row ${row}` : `${counted(rows, 'row')}, first row ${row}`}
          >
            {visibleText(message)}
          </Item>
        ))}
      </ul>
    </details>
  )
}

function Item({ place, children }: { readonly place: string; readonly children: string }) {
  return (
    <li className="flex gap-2 wrap-anywhere">
      <Info aria-hidden size="1.1em" className="mt-[0.2em] shrink-0 text-quiet" />
      <span>
        <span className="text-quiet">{place}:</span> {children}
      </span>
    </li>
  )
}
