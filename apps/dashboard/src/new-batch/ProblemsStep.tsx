import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import type { Content } from './content.ts'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { ProblemList } from './ProblemList.tsx'
import { gathered } from './trouble.ts'
import type { Checked } from './use-check.ts'
import { WarningList } from './WarningList.tsx'

type Props = {
  readonly draft: Draft
  readonly content: Content
  /** Null: not checked yet. */
  readonly checked: Checked | null
}

/** What is wrong with which cell, and the means to mend it where it is told. */
export function ProblemsStep({ draft, content, checked }: Props) {
  const total = checked?.troublesTotal ?? 0
  const { preview = null, refusal = null } = checked ?? {}
  const hasRows = checked?.troubles.some(({ row }) => row !== null) ?? false
  return (
    <Panel title={total === 0 ? '4. Problems' : `4. Problems (${total.toLocaleString('en-US')})`}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {checked === null ? <p className="text-quiet">Not checked yet.</p> : null}
        {refusal !== null && checked?.troubles.length === 0 ? (
          <Notice kind="error">{visibleText(refusal.message)}</Notice>
        ) : null}
        {checked !== null && total === 0 && refusal === null ? (
          <Notice kind="good">Every row can be sent as it is.</Notice>
        ) : null}
        {checked === null || total === 0 ? null : (
          <>
            {hasRows || draft.isSkipping ? (
              <div>
                <Checkbox
                  label="Leave rows with problems out, and send the others"
                  isChecked={draft.isSkipping}
                  onChange={(isSkipping) => changeDraft((before) => ({ ...before, isSkipping }))}
                />
              </div>
            ) : null}
            {draft.isSkipping && preview !== null && preview.skipped_total > 0 ? (
              <p className="text-quiet">
                {counted(preview.skipped_total, 'row')} will be left out, {counted(preview.rows, 'clip')}{' '}
                made.
              </p>
            ) : null}
            <ProblemList
              draft={draft}
              content={content}
              troubles={gathered(checked.troubles)}
              total={total}
            />
          </>
        )}
        {preview === null ? null : (
          <WarningList preview={preview} said={content.kind === 'table' ? content.notices : []} />
        )}
      </div>
    </Panel>
  )
}
