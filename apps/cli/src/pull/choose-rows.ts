import type { ExportLine } from '../client/read-export.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** `1-20,45,hero`: rows by number or range, or by their own name. A name that is a number stands before the number. */
export function chooseRows(lines: readonly ExportLine[], only: string): ExportLine[] {
  const words = only
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const chosen = new Set<ExportLine>()
  for (const word of words) {
    const found = rowsNamed(lines, word)
    if (found.length === 0) {
      throw new CommandError(`--only: the batch has no row "${word}".`, exitCodes.usage)
    }
    for (const line of found) chosen.add(line)
  }
  return lines.filter((line) => chosen.has(line))
}

function rowsNamed(lines: readonly ExportLine[], word: string): ExportLine[] {
  const named = lines.filter(({ customId }) => customId === word)
  if (named.length > 0) return named
  const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(word) ?? []
  if (first === undefined) return []
  return lines.filter(({ row }) => row !== null && row >= Number(first) && row <= Number(last))
}
