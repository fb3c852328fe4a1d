import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowUpDown, Ban, Download, Ellipsis, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { operationWay } from '../api/bulk.ts'
import { cancelBatch, pauseBatch } from '../api/client.ts'
import { ownBatchWay } from '../api/own-batch.ts'
import type { Batch } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { useRefusal } from '../app/session-context.ts'
import { BulkDialog } from '../bulk/BulkDialog.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { Notice } from '../ui/Notice.tsx'
import { ResumeButton } from './ResumeButton.tsx'

type Asking = 'cancel' | 'retry' | 'prioritize'

/** Pause and go on; and in the menu, what concerns all of its jobs. */
export function BatchActions({ batch }: { readonly batch: Batch }) {
  const submit = useRefusal('submit')
  const operate = useRefusal('operate')
  // Whoever may order operations has it followed job by job; whoever may send the batch does it by the batch's own calls.
  const steer = operate === null ? null : submit
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Asking | null>(null)
  // An action that is told nothing takes an empty body.
  const request = { path: { id: batch.id }, body: {} }
  const settled = (words: string) => {
    announce(words)
    return queries.invalidateQueries({ queryKey: ['batch', batch.id] })
  }
  const pause = useMutation({
    mutationFn: () => pauseBatch(request),
    onSuccess: ({ state }) => settled(`The batch is ${state}.`),
  })
  const cancel = useMutation({
    mutationFn: () => cancelBatch(request),
    onSuccess: async () => {
      setAsking(null)
      await settled('The batch is canceled.')
    },
  })
  const isOver = batch.state === 'canceled' || batch.state === 'finished'
  const over = isOver ? `The batch is ${batch.state}.` : null
  const address = `/v1/batches/${encodeURIComponent(batch.id)}/export?format=csv`
  return (
    <>
      {batch.state === 'paused' ? <ResumeButton batch={batch} isMain /> : null}
      {batch.state === 'running' ? (
        <Button refusal={submit} isBusy={pause.isPending} onClick={() => pause.mutate()}>
          Pause
        </Button>
      ) : null}
      <Menu trigger={<Button icon={<Ellipsis aria-hidden size="1.1em" />}>More</Button>}>
        <MenuItem
          icon={<RotateCcw aria-hidden size="1.1em" />}
          refusal={steer ?? (batch.counts.failed === 0 ? 'No job of it stands failed.' : null)}
          onChoose={() => setAsking('retry')}
        >
          Retry what failed …
        </MenuItem>
        <MenuItem
          icon={<ArrowUpDown aria-hidden size="1.1em" />}
          refusal={steer ?? (batch.counts.queued === 0 ? 'No job of it is in line.' : null)}
          onChoose={() => setAsking('prioritize')}
        >
          Prioritize …
        </MenuItem>
        <MenuItem
          icon={<Download aria-hidden size="1.1em" />}
          onChoose={() => window.location.assign(address)}
        >
          Export as CSV
        </MenuItem>
        <MenuItem
          icon={<Ban aria-hidden size="1.1em" />}
          isDanger
          refusal={submit ?? over}
          onChoose={() => setAsking('cancel')}
        >
          Cancel the batch …
        </MenuItem>
      </Menu>
      {pause.error === null ? null : <Notice kind="error">{pause.error.message}</Notice>}
      {asking === 'retry' || asking === 'prioritize' ? (
        <BulkDialog
          action={asking}
          filter={{ batch: batch.id, state: asking === 'retry' ? 'failed' : 'queued' }}
          meant={asking === 'retry' ? 'what failed in this batch' : 'what is in line of this batch'}
          way={operate === null ? operationWay : ownBatchWay(batch.id)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      <ConfirmDialog
        title="Cancel this batch?"
        count={batch.counts.queued}
        action="Cancel the batch"
        isDanger
        isBusy={cancel.isPending}
        error={cancel.error}
        isOpen={asking === 'cancel'}
        onClose={() => setAsking(null)}
        onConfirm={() => cancel.mutate()}
      >
        Jobs that were not sent yet are canceled. What was sent is paid for, so it is rendered and archived
        all the same.
      </ConfirmDialog>
    </>
  )
}
