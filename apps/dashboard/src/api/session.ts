import { queryOptions } from '@tanstack/react-query'
import { showSession, within } from './client.ts'
import { isSignedOut } from './refused-error.ts'

/** Costs the server no query. What is shown is never older than this without the page saying so. */
const askEveryMs = 2_000
const answerTimeoutMs = 4_000

/** Who is signed in; asked all the time, so it is also how we know that the api is there. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => showSession({ signal, fetch: within(answerTimeoutMs) }),
  // Asked again while signed out, it would be pending each time and empty the form under the person's hands.
  refetchInterval: ({ state }) => (isSignedOut(state.error) ? false : askEveryMs),
  // Silence is to be seen at once, not after more tries.
  retry: false,
})
