import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { get, RefusedError, remove } from '../api/client.ts'
import { BatchList } from '../batches/BatchList.tsx'
import { JobPanel } from '../jobs/JobPanel.tsx'
import { JobTable } from '../jobs/JobTable.tsx'
import { SignIn } from '../session/SignIn.tsx'
import { Notice } from './Notice.tsx'
import { Staleness } from './Staleness.tsx'
import { usePlace } from './use-place.ts'

/** Costs the server no query. What is shown is never older than this without the page saying so. */
const askEveryMs = 1_000

/** Signed in: batches, jobs, and one job opened beside them. Else: the sign-in form. */
export function App() {
  const [place, go] = usePlace()
  const closeJob = useCallback(() => go({ job: null }), [go])
  const session = useQuery({
    queryKey: ['session'],
    queryFn: () => get('/v1/session'),
    // Asked again while signed out, it would be pending each time and empty the form under the person's hands.
    refetchInterval: ({ state }) => (isSignedOut(state.error) ? false : askEveryMs),
    // Silence is to be seen at once, not after more tries.
    retry: false,
  })
  if (isSignedOut(session.error)) return <SignIn />
  if (session.isPending) return <Notice kind="info">Loading…</Notice>
  if (session.data === undefined)
    return <Notice kind="error">The server does not answer. Still trying.</Notice>
  return (
    <>
      <header className="top">
        <h1>Reelkeep</h1>
        <Staleness failing={session.isError} answeredAt={session.dataUpdatedAt} />
        <button type="button" onClick={() => void remove('/v1/session').then(() => window.location.reload())}>
          Sign out
        </button>
      </header>
      <main className={place.job === null ? 'columns' : 'columns with-panel'}>
        <BatchList chosen={place.batch} go={go} />
        <JobTable place={place} go={go} />
        {place.job === null ? null : <JobPanel id={place.job} onClose={closeJob} />}
      </main>
    </>
  )
}

function isSignedOut(error: Error | null): boolean {
  return error instanceof RefusedError && error.status === 401
}
