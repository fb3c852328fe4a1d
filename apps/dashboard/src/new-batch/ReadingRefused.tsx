import { RefusedError } from '../api/refused-error.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Notice } from '../ui/Notice.tsx'
import { type Draft, withSource } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { markLine } from './PastedSource.tsx'

type Props = { readonly draft: Draft; readonly error: Error; readonly onRetry: () => void }

/** Beyond this a text is no longer mended by hand. */
const textBytesMax = 2_000_000

/** The file could not be read: why, and what can be done about it here. */
export function ReadingRefused({ draft: { source }, error, onRetry }: Props) {
  if (!(error instanceof RefusedError)) return <ErrorState error={error} onRetry={onRetry} />
  const file =
    source.kind === 'file' && source.form === 'sheet' && source.size <= textBytesMax ? source.file : null
  const isMendable = file !== null && error.details.some(({ line }) => line !== undefined)
  return (
    <Notice
      kind="error"
      actions={
        isMendable ? (
          <Button onClick={() => void openAsText(file, error.details[0]?.line ?? 1)}>Mend it as text</Button>
        ) : undefined
      }
    >
      {visibleText(error.message)}
    </Notice>
  )
}

/** The text of the file, to be changed by hand, where lines can be seen. */
async function openAsText(file: Blob, line: number): Promise<void> {
  const text = textOf(new Uint8Array(await file.arrayBuffer())).replace(/\r\n?/g, '\n')
  changeDraft((draft) => withSource(draft, { kind: 'pasted', text, as: 'table' }, draft.name))
  // Once it is drawn: the line that is wrong is the one that is marked.
  requestAnimationFrame(() => markLine(line))
}

/** Whoever looks at the text sees whether it was taken for the right encoding. */
function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isUtf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
