import { useState } from 'react'
import type { Key } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { RevokeKeyDialog } from './RevokeKeyDialog.tsx'

export type MadeKey = {
  readonly key: Key
  /** Null: this is not the answer that held it, and it is kept nowhere. */
  readonly secret: string | null
}

/** The secret of a new key, this once. Only the button closes it at once: Escape and a press outside ask first. */
export function SecretDialog({ made, onClose }: { readonly made: MadeKey; readonly onClose: () => void }) {
  const [isAsked, setIsAsked] = useState(false)
  const [isRevoking, setIsRevoking] = useState(false)
  const { key, secret } = made
  if (isRevoking) return <RevokeKeyDialog made={key} onClose={onClose} />
  const leave = () => (secret === null || isAsked ? onClose() : setIsAsked(true))
  return (
    <Dialog
      title={`The key “${visibleText(key.name)}” is made`}
      isOpen
      onClose={leave}
      actions={
        secret === null ? (
          <>
            <Button onClick={onClose}>Close</Button>
            <Button look="danger" onClick={() => setIsRevoking(true)}>
              Revoke it …
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={onClose}>
            I have put it away
          </Button>
        )
      }
    >
      <div className="grid gap-3">
        {secret === null ? (
          <Notice kind="warning">
            Its secret cannot be shown again. If nobody has it, revoke this key and make another one.
          </Notice>
        ) : (
          <>
            <Notice kind="warning">
              Copy it now, for example into a password store. It is kept nowhere and cannot be shown again;
              whoever has it may do all that the key may.
            </Notice>
            <p className="flex items-center gap-2 rounded-md border border-line-strong bg-sunken px-3 py-2">
              <code className="min-w-0 grow break-all select-all">{secret}</code>
              <CopyButton text={secret} what="the key" />
            </p>
          </>
        )}
        {isAsked ? (
          <Notice kind="error">It is lost when this closes. Close it once more to go.</Notice>
        ) : null}
      </div>
    </Dialog>
  )
}
