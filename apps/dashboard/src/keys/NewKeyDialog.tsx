import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { createKey } from '../api/client.ts'
import { createOnce, isUnknown } from '../api/once.ts'
import { announce } from '../app/announce.ts'
import { useIsSignedOut } from '../app/session-context.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { KeyFields } from './KeyFields.tsx'
import { emptyTexts, type NewKey, readNewKey } from './key-fields.ts'
import { type MadeKey, SecretDialog } from './SecretDialog.tsx'

/**
 * Makes a key, then shows its secret. The secret is in the state of this dialog alone, and goes with it: who asked for a
 * key cannot leave before the answer, or there would be one whose secret nobody has.
 */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const [texts, setTexts] = useState(emptyTexts)
  const [isSent, setIsSent] = useState(false)
  const [made, setMade] = useState<MadeKey | null>(null)
  const [once] = useState(createOnce)
  const formId = useId()
  const queries = useQueryClient()
  const { wish, errors } = readNewKey(texts)
  const create = useMutation({
    // It gives nothing back: what a mutation gives back is kept for a while after its page is gone.
    mutationFn: async (wanted: NewKey) => {
      const { secret, ...key } = await createKey({
        body: wanted,
        headers: once.headers(JSON.stringify(wanted)),
      })
      setMade({ key, secret })
    },
    onSettled: (_made, error) => once.ended(error),
    onSuccess: () => {
      announce('The key is made')
      return queries.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  // Whoever signs in next may be somebody else.
  const isSignedOut = useIsSignedOut()
  useEffect(() => {
    if (isSignedOut) setMade((before) => before && { ...before, secret: null })
  }, [isSignedOut])
  const isBusy = create.isPending
  useBlocker({ shouldBlockFn: () => isBusy, enableBeforeUnload: isBusy })
  if (made !== null) return <SecretDialog made={made} onClose={onClose} />
  const leave = () => {
    if (isBusy) announce(waiting)
    else onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (Object.keys(errors).length === 0 && !isBusy) create.mutate(wish)
  }
  return (
    <Dialog
      title="New key"
      description="For a person or a program. What it may do never changes, its limits can; its secret is shown once."
      isOpen
      onClose={leave}
      actions={
        <>
          <Button refusal={isBusy ? waiting : null} onClick={leave}>
            Cancel
          </Button>
          <Button type="submit" form={formId} look="primary" isBusy={isBusy}>
            Make the key
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        <KeyFields texts={texts} errors={isSent ? errors : {}} onChange={setTexts} hasScopes />
        {isBusy ? <Notice kind="info">{waiting}</Notice> : null}
        {create.error === null ? null : (
          <Notice kind="error">
            {create.error.message}
            {isUnknown(create.error) ? ` ${unknown}` : ''}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}

const waiting = 'The key is being made. Wait for the answer: it holds the secret, this once.'
const unknown =
  'It is not known whether the key was made. Press again to find out: it is not made twice. If you leave, look for it in the list, and revoke it there.'
