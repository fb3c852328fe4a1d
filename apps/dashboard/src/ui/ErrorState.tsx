import { RotateCw } from 'lucide-react'
import { RefusedError } from '../api/refused-error.ts'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'

/** Something could not be loaded: why, and again. */
export function ErrorState({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  const isRefused = error instanceof RefusedError
  return (
    <Notice
      kind="error"
      actions={
        onRetry === undefined ? undefined : (
          <Button icon={<RotateCw aria-hidden size="1em" />} onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{error.message}</p>
      {isRefused && error.requestId !== null ? (
        <p className="text-quiet">
          Request <code>{error.requestId}</code> in the log
        </p>
      ) : null}
    </Notice>
  )
}
