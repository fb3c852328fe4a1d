import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark' | 'system'

// public/theme.js reads the same before the first paint.
const storageKey = 'reelkeep-theme'
const listeners = new Set<() => void>()
const systemIsDark = () => window.matchMedia('(prefers-color-scheme: dark)')

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme)
}

/** What is shown, whoever chose it; charts draw with it. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => {
    const theme = readTheme()
    return theme === 'system' ? systemIsDark().matches : theme === 'dark'
  })
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  for (const listener of listeners) listener()
}

function readTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

function subscribe(listener: () => void): () => void {
  const system = systemIsDark()
  listeners.add(listener)
  system.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener('change', listener)
  }
}
