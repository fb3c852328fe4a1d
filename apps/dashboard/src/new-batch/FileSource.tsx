import { useState } from 'react'
import { bytesText } from '../format/bytes.ts'
import { visibleText } from '../format/visible-text.ts'
import { Notice } from '../ui/Notice.tsx'
import { DropZone } from './DropZone.tsx'
import { type Draft, formOf, suggestName, withSource } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { HowItWasRead } from './HowItWasRead.tsx'
import type { ContentReading } from './use-content.ts'

const bytesMax = 64 * 1024 * 1024
const accept = '.csv,.tsv,.txt,.tab,.xlsx,.ndjson,.jsonl,text/csv,text/tab-separated-values'

type Props = { readonly draft: Draft; readonly reading: ContentReading }

export function FileSource({ draft, reading }: Props) {
  const { source } = draft
  const [refusal, setRefusal] = useState<string | null>(null)
  const take = ([file]: readonly File[]) => {
    if (file === undefined) return
    const why = refusalOf(file)
    setRefusal(why)
    if (why === null) changeDraft((before) => withFile(before, file))
  }
  const isFile = source.kind === 'file'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <DropZone
        label={isFile ? 'Choose another file, or drop it here' : 'Choose a file, or drop it here'}
        hint="CSV, TSV, NDJSON or Excel (.xlsx), in any usual encoding. Up to 50,000 rows and 64 MiB. Nothing is sent to an upstream before you confirm."
        accept={accept}
        onFiles={take}
      />
      {refusal === null ? null : <Notice kind="error">{refusal}</Notice>}
      {isFile ? (
        <>
          <p className="wrap-anywhere">
            <strong className="font-semibold">{visibleText(source.name)}</strong>{' '}
            <span className="text-quiet">{bytesText(source.size)}</span>
          </p>
          {source.file === null ? (
            <Notice kind="warning">
              The page was loaded anew, and the browser keeps no file of this size. Choose{' '}
              {visibleText(source.name)} once more: your columns, changes and settings are still here.
            </Notice>
          ) : null}
          <HowItWasRead source={source} content={reading.content} />
        </>
      ) : null}
    </div>
  )
}

function refusalOf({ name, size }: File): string | null {
  if (size > bytesMax) {
    return `${visibleText(name)} has ${bytesText(size)}; a file may have 64 MiB. Split it into several.`
  }
  if (size === 0) return `${visibleText(name)} is empty.`
  if (/\.(xls|ods|numbers)$/i.test(name)) {
    return `${visibleText(name)} is a workbook of another kind; save it as .xlsx or CSV.`
  }
  return null
}

/** The same file again after a reload gets its changes back. */
function withFile(draft: Draft, file: File): Draft {
  const { source } = draft
  const { name, size } = file
  if (source.kind === 'file' && source.file === null && source.name === name && source.size === size) {
    return { ...draft, source: { ...source, file }, sourceNumber: draft.sourceNumber + 1 }
  }
  const next = { kind: 'file', name, size, form: formOf(name), file, charset: '', sheet: '' } as const
  return withSource(draft, next, suggestName(name, new Date()))
}
