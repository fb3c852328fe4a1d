import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { showSession, within } from './client.ts'
import { isSignedOut } from './refused-error.ts'
import type { Session } from './types.ts'

/** Costs the server no query. What is shown is never older than this without the page saying so. */
const askEveryMs = 2_000
const answerTimeoutMs = 4_000

/** Who is signed in; asked all the time, so it is also how we know that the api is there. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal, client }) => {
    const session = await showSession({ signal, fetch: within(answerTimeoutMs) })
    // Somebody else may have signed in in another tab.
    forgetOthers(client, session)
    return session
  },
  // Asked again while signed out, it would be pending each time and empty the form under the person's hands.
  refetchInterval: ({ state }) => (isSignedOut(state.error) ? false : askEveryMs),
  // Silence is to be seen at once, not after more tries.
  retry: false,
})

/** Somebody has signed in: from now on it is they who look, and never at what another key was shown. */
export async function beginSession(queries: QueryClient, session: Session): Promise<void> {
  await queries.cancelQueries(sessionQuery)
  forgetOthers(queries, session)
  queries.setQueryData(sessionQuery.queryKey, session)
}

/** What another key was shown may be nothing for this one to see. */
function forgetOthers(queries: QueryClient, { key_id: id }: Session): void {
  const [name] = sessionQuery.queryKey
  const before = queries.getQueryData<Session>([name])
  if (before === undefined || before.key_id === id) return
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== name })
}
