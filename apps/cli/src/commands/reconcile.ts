import { openAsBlob } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { money } from '../print/money.ts'
import { type Column, table } from '../print/table.ts'

export type ReconcileOptions = {
  readonly upstream: string
  readonly apply?: boolean
  readonly takeBackMissing?: boolean
  readonly map?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly lines?: string
}

type Sum = {
  readonly lines: number
  readonly billed_ticks: string
  readonly booked_ticks: string
  readonly at_risk_ticks: string
}

type Reconciliation = {
  readonly id: string
  readonly columns: { readonly [field: string]: string | null }
  readonly bill_ticks: string
  readonly booked_ticks: string
  readonly difference_ticks: string
  readonly matched: Sum
  readonly missing: Sum
  readonly extra: Sum
  readonly different: Sum
  readonly applied_at: string | null
  readonly adjusted_lines: number
  readonly adjusted_ticks: string
}

type Line = {
  readonly verdict: string
  readonly task_id: string | null
  readonly job_id: string | null
  readonly billed_ticks: string | null
  readonly booked_ticks: string | null
  readonly at_risk_ticks: string | null
  readonly open: boolean
}

const uploadTimeoutMs = 300_000
const shownLines = 20
const verdicts = ['matched', 'different', 'missing', 'extra'] as const

/** Holds a vendor's usage file against the ledger; with `--apply` books what it says. Exit 1: something differs and is not booked. */
export async function reconcile(
  { client, terminal, json, callerDir }: CommandContext,
  file: string,
  options: ReconcileOptions,
): Promise<ExitCode> {
  if (options.takeBackMissing && !options.apply) {
    throw new CommandError('--take-back-missing goes with --apply.', exitCodes.usage)
  }
  const found = await client.post<Reconciliation>('/v1/reconciliations', {
    query: {
      upstream: options.upstream,
      file_name: basename(file),
      apply: options.apply === true,
      missing: options.takeBackMissing === true ? 'take_back' : 'keep',
      map: options.map === undefined ? undefined : JSON.stringify(mapOf(options.map)),
      from: options.from,
      to: options.to,
    },
    file: { content: await fileOf(resolve(callerDir, file), file), contentType: 'application/octet-stream' },
    timeoutMs: uploadTimeoutMs,
  })
  const { data: lines } = await client.get<{ readonly data: readonly Line[] }>(
    `/v1/reconciliations/${found.id}/lines`,
    { verdict: 'different,missing,extra', limit: shownLines },
  )
  const off = found.different.lines + found.missing.lines + found.extra.lines
  if (json) terminal.print(JSON.stringify({ ...found, differing: lines }, null, 2))
  else terminal.print(wordsOf(found, lines, off, terminal.width))
  return off > found.adjusted_lines ? exitCodes.incomplete : exitCodes.done
}

async function fileOf(place: string, file: string): Promise<Blob> {
  try {
    return await openAsBlob(place)
  } catch {
    throw new CommandError(`${file} cannot be read: no such file, or not allowed.`, exitCodes.usage)
  }
}

/** `task_id=Request`, as often as needed. */
function mapOf(pairs: readonly string[]): { readonly [field: string]: string } {
  return Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const [field = '', ...column] = pair.split('=')
      if (column.length === 0) {
        throw new CommandError(
          `--map takes FIELD=COLUMN, as in amount=Cost (found "${pair}").`,
          exitCodes.usage,
        )
      }
      return [field.trim(), column.join('=').trim()]
    }),
  )
}

function wordsOf(found: Reconciliation, lines: readonly Line[], off: number, width: number): string {
  const taken = Object.entries(found.columns)
    .filter(([, column]) => column !== null)
    .map(([field, column]) => `${field} from "${column}"`)
  const rows = verdicts.map((verdict) => ({ verdict, ...found[verdict] }))
  const parts = [`Read ${taken.join(', ')}.`, '', table(rows, sumColumns, width), '']
  parts.push(
    `Bill ${money(found.bill_ticks)}, booked before ${money(found.booked_ticks)}: difference ${money(found.difference_ticks)}.`,
  )
  if (found.applied_at !== null) {
    parts.push(`Booked ${counted(found.adjusted_lines, 'line')}, ${money(found.adjusted_ticks)} in all.`)
  } else if (off > 0) {
    parts.push(
      'Nothing was changed. --apply books what differs; what the bill has and we do not know: adopt.',
    )
  }
  if (lines.length > 0) parts.push('', table(lines, lineColumns, width))
  if (off > lines.length)
    parts.push(`… and ${off - lines.length} more: GET /v1/reconciliations/${found.id}/lines`)
  return parts.join('\n')
}

const sumColumns: readonly Column<Sum & { readonly verdict: string }>[] = [
  { title: 'verdict', value: ({ verdict }) => verdict },
  { title: 'tasks', value: ({ lines }) => String(lines) },
  { title: 'billed', value: ({ billed_ticks: ticks }) => money(ticks) },
  { title: 'booked', value: ({ booked_ticks: ticks }) => money(ticks) },
  { title: 'at risk', value: ({ at_risk_ticks: ticks }) => money(ticks) },
]

const lineColumns: readonly Column<Line>[] = [
  { title: 'verdict', value: ({ verdict, open }) => (open ? `${verdict}, still open` : verdict) },
  { title: 'task', value: ({ task_id: task }) => task ?? '–', shrinks: true },
  { title: 'job', value: ({ job_id: job }) => job ?? '–', leaves: 1 },
  { title: 'billed', value: ({ billed_ticks: ticks }) => (ticks === null ? '–' : money(ticks)) },
  {
    title: 'booked',
    value: ({ booked_ticks: ticks, job_id: job }) =>
      ticks === null ? (job === null ? '–' : 'unknown') : money(ticks),
  },
]
