import { RotateCw } from 'lucide-react'
import { RefusedError } from '../api/refused-error.ts'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'

/** Something could not be loaded: why, and again where that may help. */
export function ErrorState({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  const isMissing = error instanceof RefusedError && error.status === 404
  // Asked again it would be refused again: for what it asks, or for the key that asks.
  const isWrong = error instanceof RefusedError && (error.status === 400 || error.status === 403)
  return (
    <Notice
      kind="error"
      actions={
        onRetry === undefined || isMissing || isWrong ? undefined : (
          <Button icon={<RotateCw aria-hidden size="1em" />} onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{error.message}</p>
      {error instanceof RefusedError && error.requestId !== null && !isMissing ? (
        <p className="text-quiet">
          Request <code>{error.requestId}</code> in the log
        </p>
      ) : null}
    </Notice>
  )
}
