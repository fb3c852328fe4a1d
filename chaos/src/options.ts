import { parseArgs } from 'node:util'

export type Options = {
  /** Null: every row. */
  readonly rows: readonly number[] | null
  readonly seed: number
  readonly repeat: number
  readonly isGate: boolean
  readonly parallel: number
  readonly soakMs: number | null
  readonly isSabotage: boolean
  readonly isNaive: boolean
  readonly jsonFile: string | null
  readonly reportFile: string | null
  readonly keeps: boolean
  readonly isList: boolean
  readonly isHelp: boolean
}

export const help = `npm run chaos [-- options]

Breaks real services and real processes on purpose, and checks ten promises after every run. Nothing costs money: the
upstream is simulated, and its bill is the oracle.

  --row N[,N...]   only these rows of the fault matrix (all)
  --seed S         the first seed (1); the same row and seed draw the same
  --repeat K       so many seeds of each row, from S on (1)
  --gate           the rows that must pass before a release, 100 seeds each (or --repeat)
  --parallel N     worlds at once (1)
  --soak 10m       500 jobs under faults of all kinds at random, then peace, then the check
  --sabotage       removes one guard at a time; each must turn its promise red
  --naive          the same faults against a plain BullMQ worker of about 80 lines
  --json FILE      every run, as JSON
  --report FILE    writes what came out between its markers in a page, such as docs/reliability.md
  --keep           keeps the data of every world, and says where (a red one's is always kept)
  --list           the rows
  --help           this text

Exit code 0: every promise held in every run, and every fault fired.
`

/** Throws one line about the first option that is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      row: { type: 'string' },
      seed: { type: 'string', default: '1' },
      repeat: { type: 'string' },
      gate: { type: 'boolean', default: false },
      parallel: { type: 'string', default: '1' },
      soak: { type: 'string' },
      sabotage: { type: 'boolean', default: false },
      naive: { type: 'boolean', default: false },
      json: { type: 'string' },
      report: { type: 'string' },
      keep: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const rows = values.row?.split(',').map((text) => readCount('--row', text)) ?? null
  return {
    rows,
    seed: readCount('--seed', values.seed),
    repeat: readCount('--repeat', values.repeat ?? (values.gate ? '100' : '1')),
    isGate: values.gate,
    parallel: readCount('--parallel', values.parallel),
    soakMs: values.soak === undefined ? null : readDurationMs(values.soak),
    isSabotage: values.sabotage,
    isNaive: values.naive,
    jsonFile: values.json ?? null,
    reportFile: values.report ?? null,
    keeps: values.keep,
    isList: values.list,
    isHelp: values.help,
  }
}

function readCount(name: string, text: string): number {
  const number = Number(text)
  if (/^\d{1,9}$/.test(text.trim()) && number > 0) return number
  throw new Error(`${name} must be a whole number above 0 (found "${text}")`)
}

function readDurationMs(text: string): number {
  const [, digits, unit] = /^(\d{1,5})(s|m|h)$/.exec(text) ?? []
  if (digits === undefined) throw new Error(`--soak must be a duration such as 90s or 10m (found "${text}")`)
  return Number(digits) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h']
}
