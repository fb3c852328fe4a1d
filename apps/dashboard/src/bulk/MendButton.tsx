import { useState } from 'react'
import type { BulkFilter, BulkWay } from '../api/bulk.ts'
import { useRefusal } from '../app/session-context.ts'
import { reasonWords } from '../format/reason-words.ts'
import { Button } from '../ui/Button.tsx'
import { BulkDialog } from './BulkDialog.tsx'

type Props = {
  /** Why the jobs failed. */
  readonly reason: string
  readonly filter: BulkFilter
  /** How whoever may not order operations retries just these jobs; absent: not at all. */
  readonly ownRetry?: OwnRetry
}

type OwnRetry = { readonly way: BulkWay; readonly refusal: string | null }

/** What may mend jobs that failed like this, done here: asking again for free where that may help, else a retry. */
export function MendButton({ reason, filter, ownRetry }: Props) {
  const operate = useRefusal('operate')
  const [isAsking, setIsAsking] = useState(false)
  const action = mendingOf(reason)
  if (action === null) return null
  const own = operate !== null && action === 'retry' ? ownRetry : undefined
  return (
    <>
      <Button
        className="h-8"
        refusal={own === undefined ? operate : own.refusal}
        onClick={() => setIsAsking(true)}
      >
        {action === 'retry' ? 'Retry …' : 'Re-archive …'}
      </Button>
      {isAsking ? (
        <BulkDialog
          action={action}
          filter={filter}
          meant={`what failed as “${reasonWords(reason)}”`}
          {...(own && { way: own.way })}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </>
  )
}

const askedAgain: ReadonlySet<string> = new Set([
  'no_artifact',
  'invalid_artifact',
  'artifact_lost',
  'upstream_lost',
])
const sentAgain: ReadonlySet<string> = new Set([
  'upstream_failed',
  'upstream_expired',
  'reuse_lost',
  'written_off',
  'crashed',
  'misconfigured',
])

export function mendingOf(reason: string): 'retry' | 'rearchive' | null {
  if (askedAgain.has(reason)) return 'rearchive'
  return sentAgain.has(reason) ? 'retry' : null
}
