import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RefusedError } from './api/client.ts'
import { App } from './page/App.tsx'
import './styles.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with id "root"')

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal will be refused again; only silence is worth another try.
      retry: (failures, error) => !(error instanceof RefusedError) && failures < 2,
    },
  },
})

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
