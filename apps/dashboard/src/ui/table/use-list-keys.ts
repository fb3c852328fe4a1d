import { useCallback, useEffect, useRef, useState } from 'react'
import { useShortcuts } from '../../app/keyboard/shortcuts.ts'

type ListKeys = {
  readonly count: number
  /** Brings a row into view, where not all of them are drawn. */
  readonly show?: (index: number) => void
  /** Marks or unmarks a row for an action. */
  readonly toggle?: (index: number) => void
}

/**
 * `j` and `k` move through a list, Enter opens, since the link of the row has the focus, `x` selects. The rows are
 * found in the list by `data-index`, their links by `data-row-link`.
 */
export function useListKeys<Element extends HTMLElement>({ count, show, toggle }: ListKeys) {
  const list = useRef<Element>(null)
  const wanted = useRef<number | null>(null)
  const [active, setActive] = useState<number | null>(null)

  const focusWanted = useCallback(() => {
    if (wanted.current === null) return
    const row = list.current?.querySelector(`[data-index="${wanted.current}"]`)
    const link = row?.querySelector<HTMLElement>('[data-row-link]')
    if (!link) return
    wanted.current = null
    link.focus({ preventScroll: show !== undefined })
  }, [show])

  const move = (by: number) => {
    if (count === 0) return
    const next = active === null ? 0 : Math.min(count - 1, Math.max(0, active + by))
    wanted.current = next
    setActive(next)
    show?.(next)
  }
  // A row far away is drawn only after the list has moved there.
  useEffect(focusWanted)

  useShortcuts([
    { keys: 'j', does: 'Next row', group: 'In a list', run: () => move(1) },
    { keys: 'k', does: 'Row before', group: 'In a list', run: () => move(-1) },
    ...(toggle === undefined
      ? []
      : [
          {
            keys: 'x',
            does: 'Select the row',
            group: 'In a list' as const,
            run: () => active !== null && toggle(active),
          },
        ]),
  ])
  const onFocus = useCallback((event: React.FocusEvent) => {
    const index = event.target.closest('[data-index]')?.getAttribute('data-index')
    if (index) setActive(Number(index))
  }, [])
  return { list, active, onFocus }
}
