import { useEffect, useRef } from 'react'

export type Shortcut = {
  /** As `KeyboardEvent.key` says it; two with a space between are pressed one after the other: `g j`. */
  readonly keys: string
  readonly does: string
  readonly group: 'Everywhere' | 'Go to' | 'In a list' | 'On this page'
  readonly run: () => void
}

const chordMs = 1_500
const storageKey = 'reelkeep-shortcuts'

/** Those of the page on top come last and win. */
const layers: { current: readonly Shortcut[] }[] = []

/** Registers shortcuts for as long as the component is shown. Two layers may use the same keys; the newer wins. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const layer = useRef(shortcuts)
  useEffect(() => {
    layer.current = shortcuts
  })
  useEffect(() => {
    layers.push(layer)
    return () => void layers.splice(layers.indexOf(layer), 1)
  }, [])
}

/** What can be pressed now, each key once. */
export function presentShortcuts(): Shortcut[] {
  const byKeys = new Map<string, Shortcut>()
  for (const { current } of layers) for (const shortcut of current) byKeys.set(shortcut.keys, shortcut)
  return [...byKeys.values()]
}

/** Whether single keys do anything: who speaks to the computer or types by accident can switch them off (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  return localStorage.getItem(storageKey) !== 'off'
}

export function turnShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, 'off')
}

/** Listens until it is told to leave. */
export function listenForShortcuts(): () => void {
  let first: { readonly key: string; readonly at: number } | null = null
  const press = (event: KeyboardEvent) => {
    if (!mayRun(event)) return
    const isChord = first !== null && event.timeStamp - first.at < chordMs
    const keys = isChord && first !== null ? `${first.key} ${event.key}` : event.key
    const known = presentShortcuts()
    const found = known.find((shortcut) => shortcut.keys === keys)
    first =
      found === undefined && known.some((shortcut) => shortcut.keys.startsWith(`${event.key} `))
        ? { key: event.key, at: event.timeStamp }
        : null
    if (found === undefined) return
    event.preventDefault()
    found.run()
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}

function mayRun(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  if (event.key !== 'Escape' && !areShortcutsOn()) return false
  // An open dialog or menu has the keyboard to itself.
  if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null) return false
  return !(event.target instanceof HTMLElement && isTypedInto(event.target))
}

function isTypedInto(element: HTMLElement): boolean {
  if (element.isContentEditable || element.matches('textarea, select, video')) return true
  return element instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(element.type)
}
