import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { countText } from '../format/count.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { Field, inputClass } from './Field.tsx'
import { Money } from './Money.tsx'
import { Notice } from './Notice.tsx'

type Props = {
  /** The question: "Retry 12 failed jobs?" */
  readonly title: string
  /** What happens then, and what does not. */
  readonly children?: ReactNode
  /** How many are meant; null while it is being counted. */
  readonly count?: number | null
  /** What it will cost at most; null is unknown, undefined: nothing is bought. */
  readonly costTicks?: string | null
  readonly isSimulated?: boolean
  /** The verb: "Retry 12 jobs". */
  readonly action: string
  readonly isDanger?: boolean
  /** Asks why, for the audit. */
  readonly reason?: 'none' | 'optional' | 'required'
  /** Why one cannot go ahead now; null: one can. */
  readonly refusal?: string | null
  readonly isBusy?: boolean
  readonly error?: Error | null
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onConfirm: (reason: string | null) => void
}

/** Before something that costs money or loses something: says how many and how much, and asks. */
export function ConfirmDialog(props: Props) {
  const { reason = 'none', isDanger = false, refusal = null, isBusy = false, error = null } = props
  const [words, setWords] = useState('')
  const [isReasonMissing, setIsReasonMissing] = useState(false)
  const formId = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (refusal !== null || isBusy) return
    const text = words.trim()
    setIsReasonMissing(reason === 'required' && text === '')
    if (reason !== 'required' || text !== '') props.onConfirm(text === '' ? null : text)
  }
  return (
    <Dialog
      title={props.title}
      isOpen={props.isOpen}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>Go back</Button>
          <Button
            type="submit"
            form={formId}
            look={isDanger ? 'destroy' : 'primary'}
            refusal={refusal}
            isBusy={isBusy}
          >
            {props.action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {props.count === undefined && props.costTicks === undefined ? null : <Stakes {...props} />}
        {props.children}
        {reason === 'none' ? null : (
          <Field
            label="Reason"
            isOptional={reason === 'optional'}
            hint="It is kept in the audit."
            error={isReasonMissing ? 'Say why, in a few words.' : null}
          >
            {(parts) => (
              <input
                {...parts}
                className={inputClass}
                maxLength={500}
                value={words}
                onChange={(event) => setWords(event.target.value)}
              />
            )}
          </Field>
        )}
        {error === null ? null : <Notice kind="error">{error.message}</Notice>}
      </form>
    </Dialog>
  )
}

function Stakes({
  count,
  costTicks,
  isSimulated = false,
}: Pick<Props, 'count' | 'costTicks' | 'isSimulated'>) {
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-2 rounded-lg bg-sunken px-4 py-3">
      {count === undefined ? null : (
        <div>
          <dt className="text-quiet">Jobs</dt>
          <dd className="text-xl font-semibold">{count === null ? 'counting …' : countText(count)}</dd>
        </div>
      )}
      {costTicks === undefined ? null : (
        <div>
          <dt className="text-quiet">Costs at most</dt>
          <dd className="text-xl font-semibold">
            <Money ticks={costTicks} isSimulated={isSimulated} />
          </dd>
        </div>
      )}
    </dl>
  )
}
