import type { BatchPreview } from '../client/shapes.ts'
import { committedWords } from './budget-words.ts'
import { counted } from './counted.ts'
import { money } from './money.ts'
import { plainText } from './plain-text.ts'

/** What sending a file would cost: "2 clips to pay, expected $0.60"; a price that nobody knows is never part of a sum. */
export function priceWords({ quote, unchanged }: Pick<BatchPreview, 'quote' | 'unchanged'>): string {
  const here =
    unchanged === 0 ? '' : `; ${unchanged} ${unchanged === 1 ? 'is' : 'are'} here already and left alone`
  return `${counted(quote.rows, 'clip')} to pay, ${sumWords(quote)}${here}`
}

/** "trial: the first 5 rows, 15 clips, expected $9.00; the other clips wait for your approval"; null when nothing is tried. */
export function trialWords({ trial, quote }: Pick<BatchPreview, 'trial' | 'quote'>): string | null {
  if (trial === null || trial.clips === 0) return null
  const which =
    trial.rows === trial.last_row
      ? `the first ${counted(trial.rows, 'row')}`
      : `${counted(trial.rows, 'row')}, up to row ${trial.last_row}`
  const rest = quote.rows - trial.clips
  return [
    `${which}, ${counted(trial.clips, 'clip')}, ${sumWords({ ...trial, rows: trial.clips })}`,
    ...(rest === 0
      ? []
      : [`${counted(rest, 'other clip')} ${rest === 1 ? 'waits' : 'wait'} for your approval`]),
  ].join('; ')
}

type Sum = Pick<
  BatchPreview['quote'],
  'rows' | 'unknown_rows' | 'low_ticks' | 'expected_ticks' | 'high_ticks'
>

function sumWords({ rows, unknown_rows: unknownRows, ...quote }: Sum): string {
  if (unknownRows === 0) return `expected ${money(quote.expected_ticks)}`
  const most = quote.high_ticks === null ? '' : `, at most ${money(quote.high_ticks)} together`
  if (unknownRows === rows) return `of unknown price${most}`
  return `at least ${money(quote.low_ticks)}, and ${counted(unknownRows, 'clip')} of unknown price${most}`
}

/** The quote in full, a fact a line: the range, each price behind it, what nobody can price, the budget, the finish. */
export function quoteLines(preview: BatchPreview, when: (moment: string) => string): string[] {
  const { quote } = preview
  const lines: [string, string][] = [['to pay', counted(quote.rows, 'clip')]]
  if (quote.rows > quote.unknown_rows) {
    lines.push(
      ['low', money(quote.low_ticks)],
      [
        'expected',
        quote.expected_ticks === null ? 'unknown, since some prices are' : money(quote.expected_ticks),
      ],
      ['high', money(quote.high_ticks)],
    )
  }
  const trial = trialWords(preview)
  if (trial !== null) lines.push(['trial', trial])
  lines.push(...quote.lines.map((line): [string, string] => ['of that', partWords(line)]))
  const more = quote.lines_total - quote.lines.length
  if (more > 0) lines.push(['', `… and ${counted(more, 'more price')}`])
  for (const { upstream, model, rows } of quote.unknown) {
    lines.push(['unknown', `${counted(rows, 'clip')} of ${model} at ${upstream}: no price, so in no sum`])
  }
  if (preview.budget_ticks !== null) lines.push(['budget', againstBudget(preview)])
  if (quote.rows > 0) lines.push(['finish', finishWords(preview, when)])
  const brakes = brakeWords(preview)
  if (brakes !== null) lines.push(['brakes', brakes])
  return lines.map(([name, text]) => `${name.padEnd(11)} ${plainText(text)}`)
}

const bases = {
  history: 'as charged before',
  price_list: 'by the price list',
  max_price: 'by --max-price',
  unknown: 'of unknown price',
} as const

type Part = BatchPreview['quote']['lines'][number]

/** "5 clips of grok_video3 at xai, $0.30 each (prices 2026-11-01), expected $1.50, as charged before (12 charges)". */
function partWords(part: Part): string {
  const each = part.each_ticks === null ? null : `${money(part.each_ticks)} each`
  const version = part.price_version === null ? '' : ` (prices ${part.price_version})`
  const charges = part.charges > 0 ? ` (${counted(part.charges, 'charge')})` : ''
  return [
    `${counted(part.rows, 'clip')} of ${part.model} at ${part.upstream}`,
    each === null ? null : `${each}${version}`,
    part.expected_ticks === null ? null : `expected ${money(part.expected_ticks)}`,
    `${bases[part.basis]}${charges}`,
  ]
    .filter((words) => words !== null)
    .join(', ')
}

/** The budget is measured against what would be held, which is not what is expected. */
function againstBudget(preview: BatchPreview): string {
  const { budget_ticks: budget, quote } = preview
  return [
    money(budget),
    quote.reserved_ticks === null ? null : `${money(quote.reserved_ticks)} would be held`,
    committedWords(preview),
  ]
    .filter((words) => words !== null)
    .join(', ')
}

function finishWords({ finish }: BatchPreview, when: (moment: string) => string): string {
  if (finish === null) return 'unknown: an upstream of these rows creates nothing now'
  const basis = finish.basis === 'history' ? 'by what rendered lately' : 'by the plans of the models'
  return `about ${when(finish.expected_at)}, at the earliest ${when(finish.low_at)}, ${basis}`
}

function brakeWords({ brakes, trial }: BatchPreview): string | null {
  const words = [
    brakes.trial_rows === null || (trial?.clips ?? 0) > 0
      ? null
      : `pauses after row ${brakes.trial_rows} for your approval`,
    brakes.stop_when === null
      ? null
      : `pauses once ${Math.round(brakes.stop_when.failed_share * 100)} % went wrong, judged from ${brakes.stop_when.after} on`,
  ].filter((one) => one !== null)
  return words.length === 0 ? null : words.join('; ')
}
