import { createContext, useContext } from 'react'
import type { Scope, Session } from '../api/types.ts'

const SessionContext = createContext<Session | null>(null)

export const SessionProvider = SessionContext.Provider

const SignedOutContext = createContext(false)

export const SignedOutProvider = SignedOutContext.Provider

/** The session is over and the sign-in form stands in front: what lies over the page must give way to it. */
export function useIsSignedOut(): boolean {
  return useContext(SignedOutContext)
}

/** Who is signed in. Only below the sign-in. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession is called outside the signed-in part of the page')
  return session
}

const whatItIsFor: Readonly<Record<Scope, string>> = {
  read: 'see jobs and money',
  submit: 'send prompts',
  operate: 'steer jobs, batches and upstreams',
  admin: 'hand out keys',
}

/** Why the key may not do it, for a control that is then shown switched off; null: it may. */
export function useRefusal(needs: Scope): string | null {
  const { scopes } = useSession()
  if (scopes.includes(needs)) return null
  return `Your key lacks the scope "${needs}", which lets it ${whatItIsFor[needs]}.`
}

/** The key's scopes as one word that people use for them. */
export function roleOf({ scopes }: Session): string {
  if (scopes.includes('admin')) return 'administrator'
  if (scopes.includes('operate')) return 'operator'
  if (scopes.includes('submit')) return 'submitter'
  return 'reader'
}
