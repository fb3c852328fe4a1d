import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changeBatch } from '../api/client.ts'
import type { Batch } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { money } from '../format/money.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import { spentWords } from './resume-money.ts'

type Props = { readonly batch: Batch; readonly onClose: () => void }

/** Another budget, or none. It holds at once; what was sent goes on. */
export function BudgetDialog({ batch, onClose }: Props) {
  const queries = useQueryClient()
  const [text, setText] = useState(batch.budget_ticks === null ? '' : money(batch.budget_ticks).slice(1))
  const change = useMutation({
    mutationFn: (budget: string | null) =>
      changeBatch({ path: { id: batch.id }, body: { budget_usd: budget } }),
    onSuccess: () => {
      announce('The budget is changed')
      onClose()
      return queries.invalidateQueries({ queryKey: ['batch', batch.id] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (change.isPending) return
    change.mutate(text.trim().replace(/^\$/, '') || null)
  }
  return (
    <Dialog
      isOpen
      title="Budget of this batch"
      description="What it may cost in all, with what it has cost already. Below that, nothing more is sent."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" form="budget" look="primary" isBusy={change.isPending}>
            {text.trim() === '' ? 'No budget' : 'Set the budget'}
          </Button>
        </>
      }
    >
      <form id="budget" onSubmit={submit}>
        <Field
          label={batch.simulated ? 'US dollars, simulated' : 'US dollars'}
          hint={`So far: ${spentWords(batch)}. Empty: no budget.`}
          error={change.error?.message ?? null}
        >
          {(parts) => (
            <input
              {...parts}
              className={inputClass}
              inputMode="decimal"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
