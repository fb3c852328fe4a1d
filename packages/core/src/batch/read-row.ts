import { operations } from '../job/job.ts'
import type { Problem } from '../models/check-render.ts'
import { checkTexts } from './check-text.ts'
import { emptyWish, type JobWish, type WishReading } from './job-wish.ts'
import type { KnownColumn } from './known-columns.ts'
import {
  type CellReading,
  excerpt,
  readAspectRatioCell,
  readDurationCell,
  readLinksCell,
  readPriorityCell,
  readResolutionCell,
  readTakesCell,
  trimCell,
} from './read-cell.ts'
import type { Column } from './read-header.ts'

type Draft = { -readonly [Key in keyof JobWish]: JobWish[Key] }

/** Reads one data row of a file. Every problem and warning names its column by `path`. */
export function readRow(columns: readonly Column[], cells: readonly string[]): WishReading {
  const draft: Draft = { ...emptyWish }
  const metadata: [string, string][] = []
  const problems: Problem[] = []
  const warnings: Problem[] = []
  for (const [index, column] of columns.entries()) {
    const text = trimCell(cells[index] ?? '')
    if (column.kind === 'extra') metadata.push([column.name, text])
    if (column.kind !== 'known' || text === '') continue
    readKnown(column.name, text, draft, problems, warnings)
  }
  // A header may be `__proto__`, which an assignment would swallow.
  draft.metadata = Object.fromEntries(metadata)
  const tooMany = cells.slice(columns.length).some((cell) => trimCell(cell) !== '')
  if (tooMany) problems.push(tooManyCells(cells.length, columns.length))
  problems.push(...checkTexts(draft))
  return { wish: draft, problems, warnings }
}

/** The row's values by column name, as templates see them. */
export function rowVariables(
  columns: readonly Column[],
  cells: readonly string[],
): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  for (const [index, column] of columns.entries()) {
    if (column.kind === 'unnamed') continue
    // A known column keeps its name when an extra one, spelled `meta.…`, has the same.
    if (column.kind === 'extra' && variables.has(column.name)) continue
    variables.set(column.name, trimCell(cells[index] ?? ''))
  }
  return variables
}

function readKnown(
  name: KnownColumn,
  text: string,
  draft: Draft,
  problems: Problem[],
  warnings: Problem[],
): void {
  function take<Value>(reading: CellReading<Value>, keep: (value: Value) => void): void {
    if (reading.outcome === 'refused') {
      problems.push({ path: name, ...reading.problem })
      return
    }
    if (reading.outcome === 'understood') {
      warnings.push({ path: name, code: 'understood', message: reading.warning })
    }
    keep(reading.value)
  }
  switch (name) {
    case 'prompt':
      draft.prompt = text
      return
    case 'model':
      draft.model = text
      return
    case 'upstream':
      draft.upstream = text
      return
    case 'operation':
      take(readOperation(text), (value) => {
        draft.operation = value
      })
      return
    case 'duration':
      take(readDurationCell(text), (value) => {
        draft.durationS = value
      })
      return
    case 'aspect_ratio':
      take(readAspectRatioCell(text), (value) => {
        draft.aspectRatio = value
      })
      return
    case 'resolution':
      take(readResolutionCell(text), (value) => {
        draft.resolution = value
      })
      return
    case 'image_urls':
      take(readLinksCell(text), (value) => {
        draft.imageUrls = value
      })
      return
    case 'video_url':
      draft.videoUrl = text
      return
    case 'custom_id':
      draft.customId = text
      return
    case 'name':
      draft.name = text
      return
    case 'priority':
      take(readPriorityCell(text), (value) => {
        draft.priority = value
      })
      return
    case 'takes':
      take(readTakesCell(text), (value) => {
        draft.takes = value
      })
      return
  }
}

function readOperation(text: string): CellReading<(typeof operations)[number]> {
  const folded = text.toLowerCase()
  const operation = operations.find((known) => known === folded)
  if (operation !== undefined) return { outcome: 'read', value: operation }
  return {
    outcome: 'refused',
    problem: {
      code: 'operation_not_known',
      message: `operation must be ${operations.join(', ')} (found "${excerpt(text)}")`,
      allowed: operations,
    },
  }
}

function tooManyCells(found: number, expected: number): Problem {
  return {
    path: 'row',
    code: 'too_many_cells',
    message: `the row has ${found} cells and the header ${expected}; put text that holds the separator in double quotes`,
  }
}
