import { useState } from 'react'
import type { BulkFilter } from '../api/bulk.ts'
import { useRefusal } from '../app/session-context.ts'
import { reasonWords } from '../format/reason-words.ts'
import { Button } from '../ui/Button.tsx'
import { BulkDialog } from './BulkDialog.tsx'

type Props = {
  /** Why the jobs failed. */
  readonly reason: string
  readonly filter: BulkFilter
}

/** What may mend jobs that failed like this, done here: asking again for free where that may help, else a retry. */
export function MendButton({ reason, filter }: Props) {
  const refusal = useRefusal('operate')
  const [isAsking, setIsAsking] = useState(false)
  const action = mendingOf(reason)
  if (action === null) return null
  return (
    <>
      <Button className="h-8" refusal={refusal} onClick={() => setIsAsking(true)}>
        {action === 'retry' ? 'Retry …' : 'Re-archive …'}
      </Button>
      {isAsking ? (
        <BulkDialog
          action={action}
          filter={filter}
          meant={`what failed as “${reasonWords(reason)}”`}
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
