import type { Charged } from '../job/failure.ts'
import type { JobId } from '../job/ids.ts'
import type { JobState } from '../job/state.ts'

/** A row of the file, as far as planning needs it. */
export type IncomingRow = {
  readonly rowKey: string
  readonly contentHash: string
  /**
   * Key and content as they read when the row names its upstream, which a task made elsewhere always does. The same as
   * the two above where it names it.
   */
  readonly named: { readonly rowKey: string; readonly contentHash: string }
}

/** The present job of a row that stands already. */
export type StandingRow = {
  readonly jobId: JobId
  readonly rowKey: string
  /** Null: of a task made elsewhere, and nobody said what it was asked. No row is held to differ from it. */
  readonly contentHash: string | null
  readonly state: JobState
  readonly version: number
  /** Null unless failed. */
  readonly failure: { readonly retryable: boolean; readonly charged: Charged } | null
  /** Its task was made elsewhere, so that it is never sent: its row is bought as a new job or not at all. */
  readonly adopted: boolean
}

/** What becomes of one row of the file. */
export type RowStep<Row> =
  | { readonly action: 'create'; readonly row: Row }
  /** Another content, and the old job was never sent: it is canceled and a new one takes its place. */
  | { readonly action: 'replace'; readonly row: Row; readonly standing: StandingRow }
  /** Another content, and the old job was sent or has ended: it stays, and the new one links to it. */
  | { readonly action: 'run-beside'; readonly row: Row; readonly standing: StandingRow }
  | { readonly action: 'retry'; readonly row: Row; readonly standing: StandingRow }
  /** On its way, or archived. */
  | { readonly action: 'unchanged'; readonly row: Row; readonly standing: StandingRow }
  /** Failed or canceled, and this post does not run it again. */
  | { readonly action: 'left-alone'; readonly row: Row; readonly standing: StandingRow }

export type BatchPlan<Row> = {
  readonly steps: readonly RowStep<Row>[]
  /** Rows that stand and are missing from the file; they are left alone. */
  readonly absent: readonly StandingRow[]
}

/** `safe`: failures that can end differently and were certainly not charged. `all`: every failed row. */
export type RetryRule = 'safe' | 'all'

/** Holds the rows of a file against the jobs that stand under the same name. */
export function planBatch<Row extends IncomingRow>(
  incoming: readonly Row[],
  standing: readonly StandingRow[],
  retry: RetryRule,
): BatchPlan<Row> {
  const unmet = new Map(standing.map((row) => [row.rowKey, row]))
  const adoptedAt = (key: string): StandingRow | undefined => {
    const found = unmet.get(key)
    return found?.adopted ? found : undefined
  }
  const steps = incoming.map((row): RowStep<Row> => {
    const present = unmet.get(row.rowKey) ?? adoptedAt(row.named.rowKey)
    if (present !== undefined) unmet.delete(present.rowKey)
    return present === undefined ? { action: 'create', row } : stepFor(row, present, retry)
  })
  return { steps, absent: [...unmet.values()] }
}

function stepFor<Row extends IncomingRow>(row: Row, standing: StandingRow, retry: RetryRule): RowStep<Row> {
  if (!hasSameContent(row, standing)) {
    // Only a queued job has certainly nothing on the wire; `submitting` may be sending at this moment.
    return { action: standing.state === 'queued' ? 'replace' : 'run-beside', row, standing }
  }
  switch (standing.state) {
    case 'queued':
    case 'submitting':
    case 'unconfirmed':
    case 'rendering':
    case 'archiving':
    case 'archived':
      return { action: 'unchanged', row, standing }
    case 'canceled':
      return { action: 'left-alone', row, standing }
    case 'failed':
      if (!mayRetry(standing, retry)) return { action: 'left-alone', row, standing }
      return { action: standing.adopted ? 'run-beside' : 'retry', row, standing }
  }
}

/** Of an adopted task that nobody described no row is held to differ: it would be bought again. */
function hasSameContent(row: IncomingRow, { contentHash, adopted }: StandingRow): boolean {
  if (contentHash === null || contentHash === row.contentHash) return true
  return adopted && contentHash === row.named.contentHash
}

function mayRetry(standing: StandingRow, retry: RetryRule): boolean {
  if (retry === 'all') return true
  return standing.failure?.retryable === true && standing.failure.charged === 'no'
}
