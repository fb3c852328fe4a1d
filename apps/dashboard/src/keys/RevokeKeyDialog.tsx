import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { revokeKey } from '../api/client.ts'
import { queuedOfKeyQuery } from '../api/keys.ts'
import type { Key } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { useSession } from '../app/session-context.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { Notice } from '../ui/Notice.tsx'

/** A key that is revoked never works again: says what stops with it and what does not. */
export function RevokeKeyDialog({ made, onClose }: { readonly made: Key; readonly onClose: () => void }) {
  const queries = useQueryClient()
  const { key_id: ownKeyId } = useSession()
  const queued = useQuery(queuedOfKeyQuery(made))
  const revoke = useMutation({
    mutationFn: (reason: string | null) =>
      revokeKey({ path: { id: made.id }, body: { reason: reason ?? '' } }),
    onSuccess: () => {
      announce('The key is revoked')
      onClose()
      return queries.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  return (
    <ConfirmDialog
      title={`Revoke “${visibleText(made.name)}”?`}
      action="Revoke the key"
      isDanger
      reason="required"
      isBusy={revoke.isPending}
      error={revoke.error}
      isOpen
      onClose={onClose}
      onConfirm={(reason) => revoke.mutate(reason)}
    >
      {made.id === ownKeyId ? (
        <Notice kind="warning">You are signed in with this key: the page will ask for another one.</Notice>
      ) : null}
      <ul className="list-disc pl-5">
        <li>
          Programs and pages that use it are refused at once, at other servers within two seconds. It never
          works again.
        </li>
        <li>{queuedWords(queued.data)}</li>
        <li>Keys that were made with it, and what was sent, stay as they are.</li>
      </ul>
    </ConfirmDialog>
  )
}

function queuedWords(queued: { readonly count: number; readonly capped: boolean } | undefined): string {
  if (queued === undefined)
    return 'Its jobs that wait to be sent go on; cancel them beside this if they should not.'
  const { count, capped } = queued
  if (count === 0) return 'No job of it waits to be sent.'
  return `${counted(count, 'job')}${capped ? ' or more' : ''} of it ${count === 1 ? 'waits' : 'wait'} to be sent and ${count === 1 ? 'goes' : 'go'} on: cancel them beside this if they should not.`
}
