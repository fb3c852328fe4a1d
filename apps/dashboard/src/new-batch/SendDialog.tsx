import { useNavigate } from '@tanstack/react-router'
import type { BatchPreview, CreatedBatch } from '../api/new-batch.ts'
import { useRefusal } from '../app/session-context.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Money } from '../ui/Money.tsx'
import { Notice } from '../ui/Notice.tsx'
import { SimMark } from '../ui/SimMark.tsx'
import { forgetDraft } from './draft-store.ts'
import {
  effectWords,
  heldWords,
  isNothingNew,
  paidAgainWords,
  sumWords,
  trialWords,
} from './preview-words.ts'
import { SentShare } from './SentShare.tsx'
import type { Checking } from './use-check.ts'
import { useSend } from './use-send.ts'

type Props = {
  readonly checking: Checking
  readonly isSimulated: boolean
  readonly isOpen: boolean
  readonly onClose: () => void
  /** It was sent, and this key may not look at it. */
  readonly onUnseen: (batch: CreatedBatch) => void
}

/** Says count and price for the last time, sends exactly that, and goes to the batch. */
export function SendDialog({ checking, isSimulated, isOpen, onClose, onUnseen }: Props) {
  const navigate = useNavigate()
  const mayLook = useRefusal('read') === null
  const sending = useSend(checking, (batch) => {
    forgetDraft()
    if (mayLook) {
      const { created, unchanged, retried, skipped_total } = batch
      const sent = { created, unchanged, retried, skipped_total }
      void navigate({ to: '/batches/$id', params: { id: batch.id }, state: { sent } })
    } else onUnseen(batch)
  })
  const preview = checking.checked?.preview ?? null
  if (preview === null) return null
  const { quote } = preview
  const words = questionWords(preview)
  const trial = trialWords(preview)
  const isReady = preview.token !== null && checking.isFresh
  const close = () => {
    sending.reset()
    onClose()
  }
  return (
    <ConfirmDialog
      title={`${words.title}?`}
      count={quote.rows}
      costTicks={quote.high_ticks}
      isSimulated={isSimulated}
      action={words.action}
      refusal={isReady ? null : 'The new quote is on its way.'}
      isBusy={sending.isBusy}
      error={sending.error}
      isOpen={isOpen}
      onClose={close}
      onConfirm={() => sending.send()}
    >
      {sending.hasChanged ? (
        <Notice kind="warning">
          Nothing was sent: rows, prices or what stands already changed since the quote. This is the new one;
          look at it and send again.
        </Notice>
      ) : null}
      {[...paidAgainWords(preview), ...heldWords(preview)].map((words) => (
        <Notice key={words} kind="warning">
          {words}
        </Notice>
      ))}
      {isNothingNew(preview) ? (
        <Notice kind="info" isStanding>
          Nothing of this is new to the batch: no row is made, none is paid. What else is set here, such as a
          budget, holds for it from then on.
        </Notice>
      ) : null}
      <Facts>
        <Fact name="Batch">
          {visibleText(preview.name)}
          {preview.standing === null ? '' : ' (continues it)'}
        </Fact>
        <Fact name="Rows">{effectWords(preview)}</Fact>
        <Fact name="Price">
          {sumWords(quote)} {isSimulated && quote.rows > 0 ? <SimMark /> : null}
        </Fact>
        {quote.unknown_rows > 0 ? (
          <Fact name="Unknown">
            {quote.unknown.map(({ model, upstream, rows }) => `${rows} × ${model} at ${upstream}`).join(', ')}
          </Fact>
        ) : null}
        <Fact name="Budget">
          {preview.budget_ticks === null ? (
            'none'
          ) : (
            <Money ticks={preview.budget_ticks} isSimulated={isSimulated} />
          )}
        </Fact>
        {trial === null ? null : <Fact name="Trial">{trial}</Fact>}
      </Facts>
      {sending.isBusy ? <SentShare what="Taking the rows in" share={sending.sent} /> : null}
    </ConfirmDialog>
  )
}

function questionWords(preview: BatchPreview): { readonly title: string; readonly action: string } {
  const { rows } = preview.quote
  if (isNothingNew(preview)) return { title: 'Send rows that are all there already', action: 'Send anyway' }
  const words = rows === 0 ? 'Send the rows' : `Send ${counted(rows, 'clip')}`
  return { title: words, action: words }
}
