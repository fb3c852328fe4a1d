import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { cancelBatch, pauseBatch, resumeBatch } from '../api/client.ts'
import type { Batch } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { useRefusal } from '../app/session-context.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'

/** Pause, go on, and cancel what was not sent yet. */
export function BatchActions({ batch }: { readonly batch: Batch }) {
  const refusal = useRefusal('operate')
  const queries = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  // An action that is told nothing takes an empty body.
  const request = { path: { id: batch.id }, body: {} }
  const settled = (words: string) => {
    announce(words)
    return queries.invalidateQueries({ queryKey: ['batch', batch.id] })
  }
  const pause = useMutation({
    mutationFn: () => (batch.state === 'paused' ? resumeBatch(request) : pauseBatch(request)),
    onSuccess: ({ state }) => settled(`The batch is ${state}.`),
  })
  const cancel = useMutation({
    mutationFn: () => cancelBatch(request),
    onSuccess: async () => {
      setIsAsking(false)
      await settled('The batch is canceled.')
    },
  })
  if (batch.state === 'canceled' || batch.state === 'finished') return null
  return (
    <>
      <Button refusal={refusal} isBusy={pause.isPending} onClick={() => pause.mutate()}>
        {batch.state === 'paused' ? 'Resume' : 'Pause'}
      </Button>
      <Button look="danger" refusal={refusal} onClick={() => setIsAsking(true)}>
        Cancel
      </Button>
      <ConfirmDialog
        title="Cancel this batch?"
        count={batch.counts.queued}
        action="Cancel the batch"
        isDanger
        isBusy={cancel.isPending}
        error={cancel.error}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => cancel.mutate()}
      >
        Jobs that were not sent yet are canceled. What was sent is paid for, so it is rendered and archived
        all the same.
      </ConfirmDialog>
    </>
  )
}
