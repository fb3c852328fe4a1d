import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { AccountMenu } from './AccountMenu.tsx'
import { announce, useAnnounced } from './announce.ts'
import { Brand } from './Brand.tsx'
import { focusSearch, wishForSearch } from './keyboard/focus-search.ts'
import { HelpDialog } from './keyboard/HelpDialog.tsx'
import { listenForShortcuts, useShortcuts } from './keyboard/shortcuts.ts'
import { LiveState, togglePause } from './LiveState.tsx'
import { Nav } from './Nav.tsx'
import { NavSheet } from './NavSheet.tsx'
import { NewBatchLink } from './NewBatchLink.tsx'
import { pages } from './pages.ts'
import { useSession } from './session-context.ts'

/** What stands around every page. */
export function Shell() {
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const main = useFocusOnArrival()
  useGlobalKeys(() => setIsHelpOpen(true))
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-4 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to the content
      </a>
      <div className="sticky top-0 hidden h-dvh flex-col gap-4 overflow-y-auto border-r border-line bg-surface px-3 pb-4 lg:flex">
        <div className="flex h-(--bar-height) shrink-0 items-center px-2.5">
          <Brand />
        </div>
        <Nav />
      </div>
      <div className="flex min-w-0 flex-col">
        <header className="group/bar sticky top-0 z-20 flex h-(--bar-height) items-center gap-2 border-b border-line bg-surface px-4 sm:px-6">
          <div className="flex items-center gap-1.5 lg:hidden">
            <NavSheet />
            <span className="max-sm:hidden">
              <Brand />
            </span>
          </div>
          <div className="ml-auto flex min-w-0 items-center gap-1">
            <NewBatchLink />
            <LiveState />
            <AccountMenu onHelp={() => setIsHelpOpen(true)} />
          </div>
        </header>
        <main
          id="main"
          ref={main}
          tabIndex={-1}
          className="mx-auto w-full max-w-[150rem] grow px-4 pt-5 pb-16 outline-none sm:px-6"
        >
          <Outlet />
        </main>
      </div>
      <HelpDialog isOpen={isHelpOpen} onClose={() => setIsHelpOpen(false)} />
      <Announcer />
    </div>
  )
}

/** A new page takes the focus, and its title is read out; a changed filter of the same page does not. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? null })
  const before = useRef<string | null>(null)
  useEffect(() => {
    if (before.current !== null && path !== null && before.current !== path) {
      // A search that was wished for on the way here, or the row from which one had left, has the focus already.
      if (document.activeElement?.matches('input[type="search"], [data-row-link]') !== true) {
        main.current?.focus({ preventScroll: true })
      }
      announce(document.title)
    }
    before.current = path ?? before.current
  }, [path])
  return main
}

function useGlobalKeys(openHelp: () => void): void {
  const navigate = useNavigate()
  const maySend = useSession().scopes.includes('submit')
  useEffect(listenForShortcuts, [])
  useShortcuts([
    {
      keys: '/',
      does: 'Search',
      group: 'Everywhere',
      run: () => {
        if (focusSearch()) return
        // A page without a search of its own: the search over all jobs.
        wishForSearch()
        void navigate({ to: '/jobs' })
      },
    },
    { keys: '?', does: 'These keys', group: 'Everywhere', run: openHelp },
    { keys: 'p', does: 'Pause, or go on following', group: 'Everywhere', run: togglePause },
    ...pages.map(({ key, name, to }) => ({
      keys: `g ${key}`,
      does: name,
      group: 'Go to' as const,
      run: () => void navigate({ to }),
    })),
    ...(maySend
      ? [
          {
            keys: 'g n',
            does: 'New batch',
            group: 'Go to' as const,
            run: () => void navigate({ to: '/batches/new' }),
          },
        ]
      : []),
  ])
}

function Announcer() {
  const words = useAnnounced()
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {words}
    </p>
  )
}
