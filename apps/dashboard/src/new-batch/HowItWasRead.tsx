import { visibleText } from '../format/visible-text.ts'
import { Field } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Select } from '../ui/Select.tsx'
import type { Content } from './content.ts'
import type { Source } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { noticeWords } from './trouble.ts'

type FileSource = Extract<Source, { kind: 'file' }>

const charsets = [
  { value: '', text: 'As recognised' },
  { value: 'utf-8', text: 'UTF-8' },
  { value: 'windows-1252', text: 'Western (Windows-1252)' },
  { value: 'windows-1250', text: 'Central European (Windows-1250)' },
  { value: 'windows-1251', text: 'Cyrillic (Windows-1251)' },
  { value: 'gb18030', text: 'Chinese (GB18030)' },
  { value: 'big5', text: 'Chinese (Big5)' },
  { value: 'shift_jis', text: 'Japanese (Shift JIS)' },
  { value: 'euc-kr', text: 'Korean (EUC-KR)' },
  { value: 'macintosh', text: 'Mac Roman' },
  { value: 'utf-16', text: 'UTF-16' },
]

/** What is to be said of the file as a whole, and how else it could be read. */
export function HowItWasRead({
  source,
  content,
}: {
  readonly source: FileSource
  readonly content: Content | null
}) {
  const notices = content?.kind === 'table' ? content.notices : []
  const others = notices.find(({ code }) => code === 'sheet_chosen')?.allowed?.map(String) ?? []
  const sheets = source.sheet === '' || others.includes(source.sheet) ? others : [source.sheet, ...others]
  const change = (part: Partial<FileSource>) =>
    changeDraft((draft) =>
      draft.source.kind === 'file' ? { ...draft, source: { ...draft.source, ...part } } : draft,
    )
  return (
    <>
      <div className="flex flex-wrap gap-x-4 gap-y-2 empty:hidden">
        {source.form === 'sheet' ? (
          <Field label="Encoding">
            {(parts) => (
              <Select
                {...parts}
                value={source.charset}
                options={charsets}
                onChoose={(charset) => change({ charset })}
              />
            )}
          </Field>
        ) : null}
        {sheets.length > 0 ? (
          <Field label="Sheet">
            {(parts) => (
              <Select
                {...parts}
                value={source.sheet}
                options={[
                  { value: '', text: 'The first that shows' },
                  ...sheets.map((sheet) => ({ value: sheet, text: visibleText(sheet) })),
                ]}
                onChoose={(sheet) => change({ sheet })}
              />
            )}
          </Field>
        ) : null}
      </div>
      {notices.map((notice) => (
        <Notice key={`${notice.code}${notice.line ?? ''}`} kind="info">
          {visibleText(noticeWords(notice))}
        </Notice>
      ))}
    </>
  )
}
