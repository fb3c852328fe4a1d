import type { BatchPreview } from '../client/shapes.ts'
import type { Terminal } from '../terminal.ts'
import { counted } from './counted.ts'
import { money } from './money.ts'
import { plainText } from './plain-text.ts'
import { fileWords } from './refusal-words.ts'

type WarningGroup = BatchPreview['warning_groups'][number]

const groupsShown = 20

/** What was understood with a guess, and advice that rows do not follow; neither stops anything. */
export function printAdvice(preview: BatchPreview, terminal: Terminal): void {
  const groups = preview.warning_groups
  for (const group of groups.slice(0, groupsShown)) terminal.note(plainText(fileWords(warningWords(group))))
  const more = groups.slice(groupsShown).reduce((sum, { count }) => sum + count, 0)
  if (more > 0) terminal.note(`… and ${counted(more, 'more warning')} of other kinds`)
  for (const hint of preview.hints) {
    const others = hint.rows === 1 ? '' : ` and ${counted(hint.rows - 1, 'other row')}`
    terminal.note(`hint, row ${hint.sample_row}${others}: ${plainText(hint.message)}`)
  }
  const { reusable } = preview
  if (reusable.rows > 0 && preview.reused === 0) {
    terminal.note(
      `hint: ${counted(reusable.rows, 'row')} would make what is archived already (${money(reusable.ticks)}); --reuse copies ${reusable.rows === 1 ? 'it' : 'them'} for nothing`,
    )
  }
}

/** "warning, duration, 500 times (rows 1, 2, 3, …): "10s" was read as 10 seconds". */
export function warningWords({ path, count, sample, same, message }: WarningGroup): string {
  const rows = sample.flatMap(({ row }) => (row === null ? [] : [row]))
  if (count === 1 || rows.length === 0) {
    return `warning${rows.length === 0 ? '' : `, row ${rows[0]}`}: ${message}`
  }
  const where = path === null ? '' : `, ${path}`
  const others = count > rows.length ? ', …' : ''
  return `warning${where}, ${count} times (rows ${rows.join(', ')}${others})${same ? '' : ', such as'}: ${message}`
}

/** What an order would do to the rows: "498 new, 2 changed and replaced, …"; null when there is not a row. */
export function effectWords(preview: BatchPreview): string | null {
  const fresh = preview.created - preview.replaced - preview.run_beside - preview.reused
  const parts = [
    fresh > 0 ? `${fresh} new` : null,
    preview.reused > 0 ? `${preview.reused} taken from clips that are archived already` : null,
    preview.replaced > 0 ? `${preview.replaced} changed, in place of jobs that were not sent` : null,
    preview.run_beside > 0 ? `${preview.run_beside} changed, beside jobs that were sent` : null,
    preview.retried > 0 ? `${preview.retried} failed and tried again` : null,
    preview.unchanged > 0 ? `${preview.unchanged} left alone` : null,
    preview.absent > 0 ? `${preview.absent} no longer in the file, left alone` : null,
    preview.skipped_total > 0 ? `${preview.skipped_total} left out` : null,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' · ')
}
