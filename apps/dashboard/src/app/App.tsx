import { useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { isSignedOut } from '../api/refused-error.ts'
import { sessionQuery } from '../api/session.ts'
import type { Session } from '../api/types.ts'
import type { AppRouter } from '../routes/router.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { TooltipProvider } from '../ui/Tooltip.tsx'
import { useLive } from './live/use-live.ts'
import { SignIn } from './SignIn.tsx'
import { SessionProvider, SignedOutProvider } from './session-context.ts'

/**
 * Signed in: the page. Else: the sign-in form, at the address that was asked for. When a session ends under somebody's
 * hands, the page stays behind the form, with what was typed; somebody else who signs in then gets a fresh one.
 */
export function App({ router }: { readonly router: AppRouter }) {
  const asked = useQuery(sessionQuery)
  const isOut = isSignedOut(asked.error)
  const [last, setLast] = useState<Session | null>(null)
  const session = isOut ? null : (asked.data ?? null)
  useEffect(() => {
    if (session !== null) setLast(session)
  }, [session])
  // What happens is told to who may look; another key would only be refused, again and again.
  useLive(session?.scopes.includes('read') ? session.key_id : null)
  const shown = session ?? last
  return (
    <TooltipProvider>
      {isOut ? <SignIn isAgain={last !== null} /> : null}
      {shown === null ? (
        isOut ? null : (
          <Opening error={asked.error} />
        )
      ) : (
        <div key={shown.key_id} hidden={isOut} inert={isOut}>
          <SessionProvider value={shown}>
            <SignedOutProvider value={isOut}>
              <RouterProvider router={router} />
            </SignedOutProvider>
          </SessionProvider>
        </div>
      )}
    </TooltipProvider>
  )
}

function Opening({ error }: { readonly error: Error | null }) {
  if (error === null) {
    return (
      <p role="status" className="p-6 text-quiet">
        Loading…
      </p>
    )
  }
  return (
    <main className="mx-auto max-w-xl p-6">
      <ErrorState error={new Error(`${error.message} Still trying.`, { cause: error })} />
    </main>
  )
}
