import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type BatchPreview, keepImageMap, type Problem, previewBatch } from '../api/new-batch.ts'
import { RefusedError } from '../api/refused-error.ts'
import { SilentError } from '../api/silent-error.ts'
import { batchQuery, queryLengthMax } from './batch-query.ts'
import { type Body, bodyOf, type Content } from './content.ts'
import type { Draft } from './draft.ts'
import { type Trouble, troublesOf } from './trouble.ts'
import { breathe, useSettled } from './use-settled.ts'

const quietMs = 500
const retryAfterMs = 4_000

/** What the api says of the draft, and all that is needed to send just that. */
export type Checked = {
  readonly draft: Draft
  /** By this machine's clock. */
  readonly atMs: number
  readonly query: URLSearchParams
  readonly body: Body
  /** Null: it was refused before its rows were looked at. */
  readonly preview: BatchPreview | null
  /** Why it was refused as a whole. */
  readonly refusal: RefusedError | null
  readonly troubles: readonly Trouble[]
  /** Also those that are not listed. */
  readonly troublesTotal: number
}

export type Checking = {
  /** The last answer about this source, while a newer one is on its way too. */
  readonly checked: Checked | null
  /** It is about what is shown now. */
  readonly isFresh: boolean
  readonly sent: number
  /** No answer: the api is away, or does not serve us now. */
  readonly error: Error | null
  readonly checkAgain: () => void
}

/** Asks the api after every change, once nobody has changed anything for a moment. */
export function useCheck(draft: Draft, content: Content | null): Checking {
  const asked = useSettled(draft, quietMs)
  const [sent, setSent] = useState(0)
  const isReady = content !== null && holdsRows(content) && asked.sourceNumber === draft.sourceNumber
  const query = useQuery({
    queryKey: ['new-batch', 'check', stampOf(asked)],
    queryFn: ({ signal }) => check(asked, content, { signal, onSent: setSent }),
    enabled: isReady,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 5_000,
    retry: false,
    // Offline it says so; waiting in silence would look like a slow check.
    networkMode: 'always',
    // After silence it tries again by itself; nobody should have to watch for the server to come back.
    refetchInterval: ({ state }) => (state.error instanceof SilentError ? retryAfterMs : false),
  })
  const checked = query.data?.draft.sourceNumber === draft.sourceNumber && isReady ? query.data : null
  return useMemo(
    () => ({
      checked,
      isFresh: checked !== null && checked.draft === draft && !query.isFetching,
      sent,
      error: isReady ? query.error : null,
      checkAgain: () => void query.refetch(),
    }),
    [checked, draft, query.isFetching, query.error, query.refetch, sent, isReady],
  )
}

const stamps = new WeakMap<Draft, number>()
let lastStamp = 0

function stampOf(draft: Draft): number {
  const stamp = stamps.get(draft) ?? ++lastStamp
  stamps.set(draft, stamp)
  return stamp
}

function holdsRows(content: Content): boolean {
  return content.kind === 'lines' || content.table.rows.length > 0
}

type Sending = { readonly signal: AbortSignal; readonly onSent: (share: number) => void }

async function check(draft: Draft, content: Content | null, sending: Sending): Promise<Checked> {
  if (content === null) throw new Error('There is nothing to check.')
  const imagesId = draft.images.size === 0 ? null : await keepImageMap(draft.images)
  const query = batchQuery(draft, imagesId)
  const body = await bodyOf(draft, content, breathe)
  const found = (problems: readonly Problem[], total: number) => ({
    draft,
    atMs: Date.now(),
    query,
    body,
    troubles: troublesOf(problems, content, body.rows),
    troublesTotal: total,
  })
  try {
    if (query.toString().length > queryLengthMax) throw tooMuchBeside()
    const preview = await previewBatch(query, { body: body.blob, type: body.type, ...sending })
    return { ...found(preview.problems, preview.total), preview, refusal: null }
  } catch (error) {
    if (!(error instanceof RefusedError) || !aboutTheFile.has(error.status)) throw error
    return { ...found(error.details, error.total), preview: null, refusal: error }
  }
}

/** Refusals that a person settles here. The others are about the key, or about the server. */
const aboutTheFile: ReadonlySet<number> = new Set([400, 404, 409, 413, 415, 422])

function tooMuchBeside(): RefusedError {
  const message =
    'The template and the values of variables are too long to go beside a file. Put the values into a column instead.'
  const details = [{ path: 'template', row: null, code: 'too_long', message, allowed: null }]
  return new RefusedError(new Response(null, { status: 400 }), {
    error: { code: 'too_long', message, param: 'template', request_id: null, details, total: 1 },
  })
}
