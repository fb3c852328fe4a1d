import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { changeKey } from '../api/client.ts'
import type { ChangeKeyData } from '../api/gen/types.gen.ts'
import type { Key } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { KeyFields } from './KeyFields.tsx'
import { readKeyChange, textsOf } from './key-fields.ts'

const takenByConfigured = ['cap_usd', 'day_cap_usd', 'max_in_flight'] as const

/** Its name, caps and limits. Scopes never change: another key is made for that. */
export function ChangeKeyDialog({ made, onClose }: { readonly made: Key; readonly onClose: () => void }) {
  // What was in force when the form opened: a read in between must not change what is being typed.
  const [before] = useState(() => textsOf(made))
  const [texts, setTexts] = useState(before)
  const [isSent, setIsSent] = useState(false)
  const formId = useId()
  const queries = useQueryClient()
  const { change, errors } = readKeyChange(texts, before)
  const save = useMutation({
    mutationFn: (body: ChangeKeyData['body']) => changeKey({ path: { id: made.id }, body }),
    onSuccess: () => {
      announce('The limits of the key hold now')
      onClose()
      return queries.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (Object.keys(errors).length > 0 || save.isPending) return
    if (Object.keys(change).length === 0) onClose()
    else save.mutate(change)
  }
  return (
    <Dialog
      title={`Limits of “${visibleText(made.name)}”`}
      description="They hold for what is asked and sent from now on; what was sent goes on. Empty: no limit. What it may do never changes: make another key for that."
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={save.isPending}>
            Set the limits
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        <KeyFields
          texts={texts}
          errors={isSent ? errors : {}}
          onChange={setTexts}
          {...(made.of_configuration && { only: takenByConfigured })}
        />
        {made.of_configuration ? (
          <p className="text-quiet">It is the key of the configuration, which takes no other limits.</p>
        ) : null}
        {save.error === null ? null : <Notice kind="error">{save.error.message}</Notice>}
      </form>
    </Dialog>
  )
}
