import { useEffect, useRef, useState } from 'react'
import { countText } from '../format/count.ts'
import { Button } from '../ui/Button.tsx'
import type { Content } from './content.ts'
import type { Draft } from './draft.ts'
import { ProblemItem } from './ProblemItem.tsx'
import { type Trouble, troublesIn } from './trouble.ts'

type Props = {
  readonly draft: Draft
  readonly content: Content
  readonly troubles: readonly Trouble[]
  /** Also those that the api counts and does not list. */
  readonly total: number
}

const shownAtOnce = 50

/** What is to be mended, from the first row on; more move up as these go away. */
export function ProblemList({ draft, content, troubles, total }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const [shownMax, setShownMax] = useState(shownAtOnce)
  const shown = troubles.slice(0, shownMax)
  const hidden = total - troublesIn(shown)
  useFocusOnNext(list, troubles)
  return (
    <>
      <ul ref={list} aria-label="Problems" className="grid divide-y divide-line border-t border-line">
        {shown.map((trouble, index) => (
          <li key={trouble.id} data-index={index} tabIndex={-1} className="py-2.5">
            <ProblemItem draft={draft} content={content} trouble={trouble} />
          </li>
        ))}
      </ul>
      {hidden > 0 ? (
        <div className="flex flex-wrap items-center gap-3 text-quiet">
          <span>{countText(hidden)} more. They move up as these are mended.</span>
          {troubles.length > shown.length ? (
            <Button onClick={() => setShownMax(shownMax + shownAtOnce)}>Show more</Button>
          ) : null}
        </div>
      ) : null}
    </>
  )
}

/** A problem that is mended goes away with the control that had the focus; it then moves to the next one. */
function useFocusOnNext(list: React.RefObject<HTMLElement | null>, troubles: readonly Trouble[]): void {
  const last = useRef<number | null>(null)
  useEffect(() => {
    const note = (event: FocusEvent) => {
      const item = event.target instanceof Element ? event.target.closest('[data-index]') : null
      const isHere = item !== null && list.current?.contains(item) === true
      if (isHere) last.current = Number(item.getAttribute('data-index'))
      else if (event.target !== document.body) last.current = null
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [list])
  useEffect(() => {
    if (last.current === null || document.activeElement !== document.body) return
    focusProblem(list.current, Math.min(last.current, troubles.length - 1))
  }, [list, troubles])
}

/** Goes to what mends a problem, the first unless another is named. */
export function focusProblem(list: HTMLElement | null, index = 0): void {
  const item =
    list?.querySelector(`[data-index="${Math.max(0, index)}"]`) ?? list?.querySelector('[data-index]')
  const control = item?.querySelector<HTMLElement>('[data-fix], select, input, button')
  if (control) control.focus()
  else if (item instanceof HTMLElement) item.focus()
}
