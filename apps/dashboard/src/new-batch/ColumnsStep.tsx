import { useQuery } from '@tanstack/react-query'
import { upstreamsQuery } from '../api/upstreams.ts'
import { useRefusal } from '../app/session-context.ts'
import { counted } from '../format/count.ts'
import { Panel } from '../ui/Panel.tsx'
import { AllRows } from './AllRows.tsx'
import { ColumnRow } from './ColumnRow.tsx'
import type { Content } from './content.ts'
import { DefaultFields } from './DefaultFields.tsx'
import { defaultChoices } from './default-choices.ts'
import type { Draft } from './draft.ts'
import { countEdits } from './table.ts'
import type { Trouble } from './trouble.ts'

type Props = {
  readonly draft: Draft
  readonly content: Content
  readonly troubles: readonly Trouble[]
}

/** What each column stands for, and what rows are given that leave something open. */
export function ColumnsStep({ draft, content, troubles }: Props) {
  const mayLook = useRefusal('read') === null
  const upstreams = useQuery({ ...upstreamsQuery(), enabled: mayLook })
  const choices = defaultChoices(upstreams.data?.data ?? [], draft)
  return (
    <Panel title="2. Columns">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {content.kind === 'lines' ? (
          <p className="text-quiet">
            Each line names its own fields: prompt, model, duration and so on, or the shape of an OpenAI
            batch.
          </p>
        ) : (
          <ul aria-label="What the columns stand for" className="grid divide-y divide-line">
            {content.table.columns.map((column, index) =>
              column.header === '' ? null : (
                <ColumnRow
                  key={`${index}:${column.header}`}
                  draft={draft}
                  table={content.table}
                  column={index}
                />
              ),
            )}
          </ul>
        )}
        <DefaultFields draft={draft} choices={mayLook ? choices : null} troubles={troubles} />
        {content.kind === 'table' ? (
          <details open={draft.source.kind === 'typed'} className="group">
            <summary className="min-h-6 cursor-pointer font-medium max-sm:min-h-11">
              See and change every row{' '}
              <span className="font-normal text-quiet">
                {countEdits(draft.edits) === 0 ? '' : `(${counted(countEdits(draft.edits), 'change')})`}
              </span>
            </summary>
            <div className="mt-2">
              <AllRows draft={draft} table={content.table} troubles={troubles} />
            </div>
          </details>
        ) : null}
      </div>
    </Panel>
  )
}
