import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import { Money } from '../ui/Money.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { BrakeFields } from './BrakeFields.tsx'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { effectWords, heldWords } from './preview-words.ts'
import { QuoteFigures } from './QuoteFigures.tsx'
import { errorAt } from './trouble.ts'
import type { Checked } from './use-check.ts'

type Props = { readonly draft: Draft; readonly checked: Checked | null; readonly isSimulated: boolean }

/** What it costs, what may stop it, and under which name it is kept. */
export function MoneyStep({ draft, checked, isSimulated }: Props) {
  const preview = checked?.preview ?? null
  const troubles = checked?.troubles ?? []
  const set = (name: 'name' | 'budgetUsd' | 'maxPriceUsd') => (value: string) =>
    changeDraft((before) => ({ ...before, [name]: value }))
  const text = (name: 'name' | 'budgetUsd' | 'maxPriceUsd', placeholder: string) => ({
    value: draft[name],
    placeholder,
    className: inputClass,
    onChange: (event: { readonly target: { readonly value: string } }) => set(name)(event.target.value),
  })
  const isPriceMissing = preview !== null && preview.quote.unknown_rows > 0
  const refusal = preview?.refusal ?? null
  return (
    <Panel title="5. Name and money">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="grid items-start gap-4 sm:grid-cols-2 2xl:grid-cols-[2fr_1fr_1fr]">
          <Field
            label="Name of the batch"
            hint="The same name again continues that batch: rows that it has are left alone."
            error={errorAt(troubles, 'name') ?? standsWrongly(checked)}
          >
            {(parts) => <input {...parts} {...text('name', 'spring campaign')} maxLength={200} />}
          </Field>
          <Field
            label="Budget, US dollars"
            isOptional
            hint="Sending stops where it would be passed."
            error={
              errorAt(troubles, 'budget_usd') ?? (refusal?.code === 'over_budget' ? refusal.message : null)
            }
          >
            {(parts) => <input {...parts} {...text('budgetUsd', 'none')} inputMode="decimal" />}
          </Field>
          {isPriceMissing || draft.maxPriceUsd !== '' || refusal?.code === 'price_unknown' ? (
            <Field
              label="Most for a clip of unknown price, US dollars"
              isOptional
              hint="A budget needs it: it is what such a clip is taken to cost."
              error={
                errorAt(troubles, 'max_price_usd') ??
                (refusal?.code === 'price_unknown' ? refusal.message : null)
              }
            >
              {(parts) => <input {...parts} {...text('maxPriceUsd', 'none')} inputMode="decimal" />}
            </Field>
          ) : null}
        </div>
        {preview === null || preview.rows === 0 ? (
          <p className="text-quiet">The price comes with the first row that can be sent.</p>
        ) : (
          <>
            {preview.standing === null ? null : (
              <Notice kind="info">
                Continues the batch “{visibleText(preview.name)}”: {effectWords(preview)}.
                {preview.quote.rows === 0 ? ' Nothing new would be paid.' : ''}
              </Notice>
            )}
            {heldWords(preview).map((words) => (
              <Notice key={words} kind="warning">
                {words}
              </Notice>
            ))}
            <EarlierBatches checked={checked} isSimulated={isSimulated} />
            {refusal === null || ['over_budget', 'price_unknown'].includes(refusal.code) ? null : (
              <Notice kind="error">{visibleText(refusal.message)}</Notice>
            )}
            <QuoteFigures preview={preview} atMs={checked?.atMs ?? 0} isSimulated={isSimulated} />
            {preview.reusable.rows > 0 ? (
              <div>
                <Checkbox
                  label={`Copy ${counted(preview.reusable.rows, 'clip')} that we have already instead of buying ${preview.reusable.rows === 1 ? 'it' : 'them'} again`}
                  isChecked={draft.isReusing}
                  onChange={(isReusing) => changeDraft((before) => ({ ...before, isReusing }))}
                />
              </div>
            ) : null}
            {preview.reusable.rows > 0 ? (
              <p className="-mt-3 text-quiet">
                Saves <Money ticks={preview.reusable.ticks} isSimulated={isSimulated} />
                {preview.reusable.unpriced_rows > 0
                  ? ` and ${counted(preview.reusable.unpriced_rows, 'clip')} of unknown price`
                  : ''}
                .
              </p>
            ) : null}
            {preview.standing === null ? null : (
              <div>
                <Checkbox
                  label="Try all failed rows again, also those that were charged"
                  isChecked={draft.isRetryingAll}
                  onChange={(isRetryingAll) => changeDraft((before) => ({ ...before, isRetryingAll }))}
                />
              </div>
            )}
          </>
        )}
        <BrakeFields draft={draft} preview={preview} troubles={troubles} />
      </div>
    </Panel>
  )
}

/** A canceled batch of the name, which takes no more rows. */
function standsWrongly(checked: Checked | null): string | null {
  return checked?.refusal?.code === 'batch_canceled' ? checked.refusal.message : null
}

/** The same file under another day's name: it would be paid again. */
function EarlierBatches({ checked, isSimulated }: Pick<Props, 'checked' | 'isSimulated'>) {
  const earlier = checked?.preview?.also_in ?? []
  return earlier.map((batch) => (
    <Notice
      key={batch.batch_id}
      kind="warning"
      actions={
        <Button onClick={() => changeDraft((before) => ({ ...before, name: batch.name }))}>
          Continue that one
        </Button>
      }
    >
      “{visibleText(batch.name)}” holds {counted(batch.rows, 'clip')} of these already. Under this name they
      would be paid again:{' '}
      <Money ticks={batch.unpriced_rows === batch.rows ? null : batch.ticks} isSimulated={isSimulated} />
      {batch.unpriced_rows > 0 && batch.unpriced_rows < batch.rows
        ? `, and ${counted(batch.unpriced_rows, 'clip')} of unknown price`
        : ''}
      .
    </Notice>
  ))
}
