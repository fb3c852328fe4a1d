import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { isSignedOut, RefusedError } from './api/refused-error.ts'
import { sessionQuery } from './api/session.ts'
import { App } from './app/App.tsx'
import { actionRules, refetchRules } from './app/live/refetch-rules.ts'
import { handOverNonce } from './app/nonce.ts'
import { createAppRouter } from './routes/router.ts'
import './styles.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with id "root"')

handOverNonce()
const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // Whatever finds out first that the session is over, the form is shown.
      const isSession = query.queryKey[0] === sessionQuery.queryKey[0]
      if (isSignedOut(error) && !isSession) void queries.invalidateQueries(sessionQuery)
    },
  }),
  defaultOptions: {
    mutations: actionRules,
    queries: {
      // A refusal will be refused again; only silence is worth another try.
      retry: (failures, error) => !(error instanceof RefusedError) && failures < 2,
      staleTime: 1_000,
      ...refetchRules,
    },
  },
})

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App router={createAppRouter(queries)} />
    </QueryClientProvider>
  </StrictMode>,
)
