import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { countText } from '../format/count.ts'
import type { Content } from './content.ts'
import type { Draft } from './draft.ts'
import { ProblemItem } from './ProblemItem.tsx'
import { type Trouble, troublesIn } from './trouble.ts'

type Props = {
  readonly draft: Draft
  readonly content: Content
  readonly troubles: readonly Trouble[]
  readonly total: number
}

const itemHeightPx = 88

/** Up to a thousand problems, of which those in view are drawn. */
export function ProblemList({ draft, content, troubles, total }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const [offsetPx, setOffsetPx] = useState(0)
  useLayoutEffect(() => {
    const top = (list.current?.getBoundingClientRect().top ?? 0) + window.scrollY
    setOffsetPx((before) => (Math.abs(before - top) > 1 ? top : before))
  })
  const virtual = useWindowVirtualizer<HTMLLIElement>({
    count: troubles.length,
    estimateSize: () => itemHeightPx,
    getItemKey: (index) => troubles[index]?.id ?? index,
    overscan: 6,
    scrollMargin: offsetPx,
    scrollPaddingStart: 110,
  })
  useFocusOnNext(list, troubles)
  const told = troublesIn(troubles)
  return (
    <>
      <ul ref={list} aria-label="Problems" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const trouble = troubles[index]
          return trouble === undefined ? null : (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              tabIndex={-1}
              className="absolute inset-x-0 top-0 border-t border-line py-2.5"
              style={{ transform: `translateY(${start - offsetPx}px)` }}
            >
              <ProblemItem draft={draft} content={content} trouble={trouble} />
            </li>
          )
        })}
      </ul>
      {total > told ? (
        <p className="text-quiet">
          The first {countText(told)} of {countText(total)} are shown; the others come as these are mended.
        </p>
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
