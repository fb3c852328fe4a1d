import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { readTable } from '../api/new-batch.ts'
import { type Content, contentAtHand, fileOf } from './content.ts'
import type { Draft, Source } from './draft.ts'
import { readTableLines } from './read-table-lines.ts'
import { breathe, useSettled } from './use-settled.ts'

const quietMs = 400

export type ContentReading = {
  /** Null: there is none yet. */
  readonly content: Content | null
  readonly isReading: boolean
  /** How much of the file has left, from 0 to 1. */
  readonly sent: number
  readonly error: Error | null
  readonly readAgain: () => void
}

/** The cells of the source, as the api reads them. */
export function useContent(draft: Draft): ContentReading {
  const { source, sourceNumber } = draft
  const atHand = useMemo(() => contentAtHand(source), [source])
  const settled = useSettled(draft, quietMs)
  const [sent, setSent] = useState(0)
  const said = saidOf(settled.source)
  const hasFile = fileOf(settled.source) !== null && !isBlank(settled.source)
  const reading = useQuery({
    queryKey: ['new-batch', 'content', settled.sourceNumber, said],
    queryFn: ({ signal }) => read(settled.source, { signal, onSent: setSent }),
    enabled: atHand === null && hasFile,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
    networkMode: 'always',
  })
  const isOfThis = settled.sourceNumber === sourceNumber && said === saidOf(source)
  return {
    content: atHand ?? (isOfThis ? (reading.data ?? null) : null),
    isReading: atHand === null && (reading.isFetching || (!isOfThis && !isBlank(source))),
    sent,
    error: atHand === null && isOfThis ? reading.error : null,
    readAgain: () => void reading.refetch(),
  }
}

function saidOf(source: Source): string {
  return source.kind === 'file' ? `${source.charset}|${source.sheet}|${source.file === null}` : ''
}

function isBlank(source: Source): boolean {
  return source.kind === 'pasted' ? source.text.trim() === '' : source.kind !== 'file' || source.file === null
}

type Sending = { readonly signal: AbortSignal; readonly onSent: (share: number) => void }

async function read(source: Source, sending: Sending): Promise<Content> {
  const file = fileOf(source)
  if (file === null) throw new Error('There is no file to read.')
  if (source.kind === 'file' && source.form === 'lines')
    return { kind: 'lines', lines: await linesOf(file.blob) }
  const query = new URLSearchParams()
  if (source.kind === 'file' && source.charset !== '') query.set('charset', source.charset)
  if (source.kind === 'file' && source.sheet !== '') query.set('sheet', source.sheet)
  const text = await readTable(query, { body: file.blob, type: file.type, ...sending })
  return { kind: 'table', ...(await readTableLines(text, breathe)) }
}

/** Only to let people change a line; in another encoding the page would damage the lines around it, so that none is. */
async function linesOf(blob: Blob): Promise<string[]> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await blob.arrayBuffer()).split('\n')
  } catch {
    return []
  }
}
