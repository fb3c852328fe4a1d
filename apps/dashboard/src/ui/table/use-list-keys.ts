import { type FocusEvent, useCallback, useEffect, useRef, useState } from 'react'
import { type Shortcut, useShortcuts } from '../../app/keyboard/shortcuts.ts'
import { recallRow, rememberRow } from './remembered-rows.ts'

type ListKeys = {
  /** The rows in their order. What is marked stays so when others come in above it. */
  readonly ids: readonly string[]
  /** Brings a row into view, where not all of them are drawn. */
  readonly show?: (index: number) => void
  /** Marks or unmarks a row for an action. */
  readonly toggle?: (index: number) => void
}

/**
 * `j` and `k` move through a list, Enter opens, since the link of the row has the focus, `x` selects. The rows are
 * found in the list by `data-index`, their links by `data-row-link`. Who comes back to the list is at the row from which
 * they left, or where that one has gone meanwhile, at the one in its place.
 */
export function useListKeys<Element extends HTMLElement>({ ids, show, toggle }: ListKeys) {
  const list = useRef<Element>(null)
  const [left] = useState(recallRow)
  const [active, setActive] = useState(left?.id ?? null)
  const wanted = useRef(active)
  const isComingBack = useRef(active !== null)
  const activeIndex = active === null ? -1 : ids.indexOf(active)
  const place = useRef(left?.index ?? 0)
  const hasFocus = useRef(false)

  const focusWanted = () => {
    if (activeIndex !== -1) {
      place.current = activeIndex
      // Scrolled out of sight it is not drawn: who reads elsewhere is left there, whatever becomes of it.
      if (isAtRest()) hasFocus.current = false
    } else if (hasFocus.current && wanted.current === null && isAtRest()) {
      // Its row was taken out of the list under the focus, which is nowhere then.
      wanted.current = active
    }
    if (wanted.current === null || ids.length === 0) return
    // Who has gone elsewhere meanwhile is not fetched back.
    if (isComingBack.current && !isAtRest()) {
      wanted.current = null
      return
    }
    const index = placeOf(wanted.current)
    const present = ids[index] ?? null
    if (present !== wanted.current) {
      wanted.current = present
      setActive(present)
    }
    const row = list.current?.querySelector(`[data-index="${index}"]`)
    const link = row?.querySelector<HTMLElement>('[data-row-link]')
    if (isComingBack.current || !link) show?.(index)
    // It is drawn once the list has moved there; a row that nothing opens has been shown, and that is all.
    if (!row) return
    wanted.current = null
    isComingBack.current = false
    link?.focus({ preventScroll: show !== undefined })
  }
  const placeOf = (id: string) => {
    const index = ids.indexOf(id)
    return index === -1 ? Math.min(place.current, ids.length - 1) : index
  }
  // A row far away is drawn only after the list has moved there.
  useEffect(focusWanted)
  // A table of mere figures takes the keys from no list beside it.
  const [canOpen, setCanOpen] = useState(false)
  useEffect(() => setCanOpen(list.current?.querySelector('[data-row-link]') != null))

  const move = (by: number) => {
    const index = activeIndex === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, activeIndex + by))
    const id = ids[index]
    if (id === undefined) return
    wanted.current = id
    isComingBack.current = false
    setActive(id)
    show?.(index)
  }
  const shortcuts: Shortcut[] = [
    { keys: 'j', does: 'Next row', group: 'In a list', run: () => move(1) },
    { keys: 'k', does: 'Row before', group: 'In a list', run: () => move(-1) },
    ...(toggle === undefined
      ? []
      : [
          {
            keys: 'x',
            does: 'Select the row',
            group: 'In a list' as const,
            run: () => activeIndex !== -1 && toggle(activeIndex),
          },
        ]),
  ]
  useShortcuts(canOpen ? shortcuts : [])
  const present = useRef(ids)
  present.current = ids
  const arrive = useCallback((event: FocusEvent) => {
    const index = event.target.closest('[data-index]')?.getAttribute('data-index')
    const id = index ? present.current[Number(index)] : undefined
    if (id === undefined) return
    hasFocus.current = true
    setActive(id)
    rememberRow({ id, index: Number(index) })
  }, [])
  const leave = useCallback(() => {
    hasFocus.current = false
  }, [])
  return { list, active, onFocus: arrive, onBlur: leave }
}

/** Nothing has the focus, or the page as a whole has, as on arrival. */
function isAtRest(): boolean {
  const { activeElement: focused } = document
  return focused === null || focused === document.body || focused.matches('main')
}
