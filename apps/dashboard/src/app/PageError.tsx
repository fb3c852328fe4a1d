import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Page } from '../ui/Page.tsx'

/** A page broke; the rest stays usable. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Page title="This page broke">
      <ErrorState error={error instanceof Error ? error : new Error(String(error))} onRetry={retry} />
    </Page>
  )
}
