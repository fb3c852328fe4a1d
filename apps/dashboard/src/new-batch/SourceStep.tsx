import { useState } from 'react'
import { counted, countText } from '../format/count.ts'
import { Button } from '../ui/Button.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import type { Draft } from './draft.ts'
import { forgetDraft } from './draft-store.ts'
import { FileSource } from './FileSource.tsx'
import { PastedSource } from './PastedSource.tsx'
import { ReadingRefused } from './ReadingRefused.tsx'
import { SentShare } from './SentShare.tsx'
import { TypedSource } from './TypedSource.tsx'
import type { ContentReading } from './use-content.ts'

const ways = [
  { value: 'file', text: 'A file' },
  { value: 'pasted', text: 'Paste prompts' },
  { value: 'typed', text: 'Type a table' },
] as const

type Props = { readonly draft: Draft; readonly reading: ContentReading }

/** Where the rows come from: a file, the clipboard, or the keyboard. */
export function SourceStep({ draft, reading }: Props) {
  const { source } = draft
  const [chosen, setChosen] = useState<string | null>(null)
  const kind = source.kind === 'none' ? 'file' : source.kind
  const [shownFor, setShownFor] = useState(kind)
  // Another source was taken, here or by another step: it is the one to show.
  if (shownFor !== kind) {
    setShownFor(kind)
    setChosen(null)
  }
  const way = chosen ?? kind
  return (
    <Panel
      title="1. Source"
      actions={
        source.kind === 'none' ? null : (
          <Button
            look="quiet"
            onClick={() => {
              forgetDraft()
              setChosen(null)
            }}
          >
            Start over
          </Button>
        )
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <Tabs label="Where the rows come from" tabs={ways} value={way} onChoose={setChosen}>
          {way === 'file' ? <FileSource draft={draft} reading={reading} /> : null}
          {way === 'pasted' ? <PastedSource draft={draft} /> : null}
          {way === 'typed' ? <TypedSource draft={draft} /> : null}
        </Tabs>
        {reading.isReading ? <SentShare what="Reading the file" share={reading.sent} /> : null}
        {reading.error === null ? null : (
          <ReadingRefused draft={draft} error={reading.error} onRetry={reading.readAgain} />
        )}
        {source.kind === 'none' ? null : <Extent reading={reading} />}
      </div>
    </Panel>
  )
}

function Extent({ reading: { content } }: { readonly reading: ContentReading }) {
  if (content === null) return null
  if (content.kind === 'lines') {
    const filled = content.lines.filter((line) => line.trim() !== '').length
    return filled === 0 ? null : <p>{counted(filled, 'line')} of JSON.</p>
  }
  const { rows, columns } = content.table
  return (
    <p role="status">
      {rows.length === 0 ? 'No rows yet.' : `${countText(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`}
      {rows.length === 0 ? null : `, ${counted(columns.length, 'column')}.`}
    </p>
  )
}
