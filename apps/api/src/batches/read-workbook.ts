import { Worker } from 'node:worker_threads'
import { ApiError, type ApiErrorParts, type Detail } from '../api-error.ts'
import type { SheetRecord } from './sheet-rows.ts'

/** What the thread is started with. */
export type WorkbookOrder = {
  readonly bytes: Uint8Array
  /** Null: the first sheet that shows. */
  readonly sheet: string | null
}

export type FromThread =
  | { readonly kind: 'records'; readonly records: readonly SheetRecord[] }
  | { readonly kind: 'end'; readonly notices: readonly Detail[] }
  | { readonly kind: 'refusal'; readonly parts: ApiErrorParts }

export type WorkbookReading = {
  readonly records: readonly (readonly SheetRecord[])[]
  readonly notices: readonly Detail[]
}

export type WorkbookReader = {
  /** Reads the whole sheet. Throws an ApiError for what is no workbook, or would take too much time or memory. */
  read(order: WorkbookOrder): Promise<WorkbookReading>
}

export type WorkbookLimits = { readonly timeoutMs: number; readonly heapMiB: number }

/** Judgement: fifty thousand rows of ten columns take 5 s and 500 MB on a slow core; the most that is let in, twice that. */
const usualLimits: WorkbookLimits = { timeoutMs: 120_000, heapMiB: 1536 }

/** Beside us in the sources, and beside the bundle of the api in an image. */
const threadFile = import.meta.url.endsWith('.ts') ? '../workbook-main.ts' : './workbook.js'

/** Reads workbooks beside everything else, one after the other, so that several take no more memory than one. */
export function openWorkbookReader(limits: WorkbookLimits = usualLimits): WorkbookReader {
  let last: Promise<unknown> = Promise.resolve()
  return {
    read: (order) => {
      const reading = last.then(() => readInThread(order, limits))
      last = reading.catch(() => undefined)
      return reading
    },
  }
}

async function readInThread(
  order: WorkbookOrder,
  { timeoutMs, heapMiB }: WorkbookLimits,
): Promise<WorkbookReading> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkbookReading>()
  const thread = new Worker(new URL(threadFile, import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    // What a library says about a stranger's file is not for our log.
    stdout: true,
    stderr: true,
  })
  const timer = setTimeout(() => reject(tooMuchWork(`more than ${timeoutMs / 1000} s`)), timeoutMs)
  const records: (readonly SheetRecord[])[] = []
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'records') records.push(message.records)
    else if (message.kind === 'end') resolve({ records, notices: message.notices })
    else reject(new ApiError(message.parts))
  })
  thread.once('error', (error) =>
    reject(isOutOfMemory(error) ? tooMuchWork('more memory than it may') : error),
  )
  thread.once('exit', () => reject(new Error('the thread that reads a workbook ended without an answer')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    await thread.terminate()
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooMuchWork(what: string): ApiError {
  return new ApiError({
    type: 'too_large',
    code: 'workbook_too_large',
    message: `Reading the workbook took ${what}; save the sheet as CSV.`,
  })
}
