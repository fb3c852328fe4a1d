import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { Upstream } from '../api/types.ts'
import { applyUpstreamChange, type UpstreamChange } from '../api/upstreams.ts'
import { announce } from '../app/announce.ts'
import { countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { limitFields, readLimits, textsOf } from './limit-fields.ts'

type Props = { readonly upstream: Upstream; readonly onClose: () => void }

/** Live limits hold at once, for everybody, and outlive restarts. */
export function LimitsDialog({ upstream: { name, limits }, onClose }: Props) {
  // What was in force when the form opened: a read in between must not change what is being typed.
  const [before] = useState(limits)
  const [texts, setTexts] = useState(() => textsOf(limits))
  const [reason, setReason] = useState('')
  const [isSent, setIsSent] = useState(false)
  const formId = useId()
  const queries = useQueryClient()
  const { change, errors } = readLimits(texts, before)
  const save = useMutation({
    mutationFn: (wanted: UpstreamChange) => applyUpstreamChange(queries, name, wanted),
    onSuccess: () => {
      announce('The limits hold now')
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (Object.keys(errors).length > 0 || save.isPending) return
    if (Object.keys(change).length === 0) onClose()
    else save.mutate({ ...change, ...(reason.trim() !== '' && { reason: reason.trim() }) })
  }
  return (
    <Dialog
      title={`Limits of ${visibleText(name)}`}
      description="They hold at once and outlive restarts. Leave one empty, and the configured value holds."
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
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        {limitFields.map(({ name: limit, label, hint, isWhole }) => (
          <Field
            key={limit}
            label={label}
            hint={`${hint} Configured: ${countText(before[limit].configured)}.`}
            error={isSent ? (errors[limit] ?? null) : null}
          >
            {(parts) => (
              <input
                {...parts}
                className={inputClass}
                inputMode={isWhole ? 'numeric' : 'decimal'}
                placeholder={String(before[limit].configured)}
                value={texts[limit]}
                onChange={(event) => setTexts({ ...texts, [limit]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label="Reason" isOptional hint="It is kept in the audit.">
          {(parts) => (
            <input
              {...parts}
              className={inputClass}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {save.error === null ? null : <Notice kind="error">{save.error.message}</Notice>}
      </form>
    </Dialog>
  )
}
