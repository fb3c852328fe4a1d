import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { BatchPreview, CreatedBatch } from '../api/new-batch.ts'
import { announce } from '../app/announce.ts'
import { useRefusal, useSession } from '../app/session-context.ts'
import { counted } from '../format/count.ts'
import { sentWords } from '../format/sent-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { ColumnsStep } from './ColumnsStep.tsx'
import type { Content } from './content.ts'
import { useDraft } from './draft-store.ts'
import { ImagesStep } from './ImagesStep.tsx'
import { MoneyStep } from './MoneyStep.tsx'
import { focusProblem } from './ProblemList.tsx'
import { ProblemsStep } from './ProblemsStep.tsx'
import { SendDialog } from './SendDialog.tsx'
import { SentShare } from './SentShare.tsx'
import { SourceStep } from './SourceStep.tsx'
import { Summary } from './Summary.tsx'
import { standingOf } from './standing.ts'
import { TemplateStep } from './TemplateStep.tsx'
import { useCheck } from './use-check.ts'
import { useContent } from './use-content.ts'
import { useNoStrayDrop } from './use-no-stray-drop.ts'
import { useWarnBeforeLeaving } from './use-warn-before-leaving.ts'

/** From a file or a pasted text to a batch: every step on one page, checked by the api after each change. */
export function NewBatch() {
  const draft = useDraft(useSession().key_id)
  const reading = useContent(draft)
  const { content } = reading
  const checking = useCheck(draft, content)
  const { checked, error } = checking
  const refusal = useRefusal('submit')
  const [isSending, setIsSending] = useState(false)
  const [unseen, setUnseen] = useState<CreatedBatch | null>(null)
  const hasRows = content !== null && holdsRows(content)
  useWarnBeforeLeaving(draft.source.kind !== 'none')
  useAnnounced(checking)
  useNoStrayDrop()
  const isSimulated = isAllSimulated(checked?.preview?.quote)
  const images = checked?.preview?.local_images ?? []
  return (
    <Page
      title="New batch"
      above={
        <Link to="/batches" activeOptions={{ exact: true }}>
          Batches
        </Link>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {unseen === null ? null : <SentUnseen batch={unseen} />}
          <SourceStep draft={draft} reading={reading} />
          {!hasRows || content === null ? null : (
            <>
              {error === null ? null : (
                <ErrorState
                  error={new Error(`${error.message} Everything here is kept.`, { cause: error })}
                  onRetry={checking.checkAgain}
                />
              )}
              <ColumnsStep draft={draft} content={content} troubles={checked?.troubles ?? []} />
              <TemplateStep draft={draft} content={content} checked={checked} isSimulated={isSimulated} />
              {images.length > 0 ? <ImagesStep draft={draft} paths={images} /> : null}
              <div id={problemsId}>
                <ProblemsStep draft={draft} content={content} checked={checked} />
              </div>
              <MoneyStep draft={draft} checked={checked} isSimulated={isSimulated} />
            </>
          )}
        </div>
        <Summary
          checked={checked}
          standing={standingOf({ ...checking, hasRows, reading })}
          isSimulated={isSimulated}
          refusal={refusal}
          onProblem={() => focusProblem(document.getElementById(problemsId))}
          onSend={() => setIsSending(true)}
        />
        {checking.isFresh || !hasRows || checking.sent === 0 || checking.sent === 1 ? null : (
          <SentShare what="Checking" share={checking.sent} />
        )}
      </div>
      <SendDialog
        checking={checking}
        isSimulated={isSimulated}
        isOpen={isSending}
        onClose={() => setIsSending(false)}
        onUnseen={(batch) => {
          setIsSending(false)
          setUnseen(batch)
        }}
      />
    </Page>
  )
}

/** Sent by a key that may not look at it: said here, since the batch's own page would only refuse. */
function SentUnseen({ batch }: { readonly batch: CreatedBatch }) {
  const refusal = useRefusal('read')
  return (
    <Notice kind="good">
      The batch “{visibleText(batch.name)}” was sent: {sentWords(batch)}. {refusal}
    </Notice>
  )
}

const problemsId = 'new-batch-problems'

function holdsRows(content: Content): boolean {
  return content.kind === 'lines' || content.table.rows.length > 0
}

/** Said to those who do not see the list, once for each answer. */
function useAnnounced({ checked, isFresh }: ReturnType<typeof useCheck>): void {
  const total = isFresh && checked !== null ? checked.troublesTotal : null
  useEffect(() => {
    if (total === null) return
    announce(total === 0 ? 'No problems' : counted(total, 'problem'))
  }, [total])
}

/** No real money: every row goes to a simulator. Of lines that are left out nobody knows. */
function isAllSimulated(quote: BatchPreview['quote'] | undefined): boolean {
  const { lines = [], lines_total: total } = quote ?? {}
  return lines.length > 0 && lines.length === total && lines.every(({ simulated }) => simulated)
}
