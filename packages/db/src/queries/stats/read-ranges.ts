import type { Database, Sql } from '../../open-database.ts'

/** From, and up to but without. */
export type Range = { readonly from: Date; readonly to: Date }

/** Where a time is told from: each range from one source, together the whole of it, none of it twice. */
export type Ranges = {
  /** From sums of six hours. */
  readonly sixHours: Range
  /** From sums of quarter hours. */
  readonly quarters: readonly Range[]
  /** From the rows. */
  readonly rows: readonly Range[]
}

const quarterMs = 900_000

/**
 * Cuts a time into what is summed up and what is not yet, or not wholly within it. `sixHourEdges` are moments, in order,
 * at which six hours may begin; without them none are used. A counting that moves on meanwhile does no harm: what was
 * counted before stays counted.
 */
export async function readRanges(
  { sql }: Database,
  wanted: Range & { readonly timeZone: string; readonly sixHourEdges?: readonly Date[] },
): Promise<Ranges> {
  const { from, to, timeZone } = wanted
  const progress = await readProgress(sql, timeZone)
  const countedTo = progress.countedTo ?? from
  const quarters = {
    from: roundUp(from, quarterMs),
    to: new Date(Math.floor(Math.min(to.getTime(), countedTo.getTime()) / quarterMs) * quarterMs),
  }
  if (quarters.from >= quarters.to) {
    return { sixHours: none(from), quarters: [], rows: [{ from, to }] }
  }
  const edges = (wanted.sixHourEdges ?? []).filter(
    (edge) => edge >= quarters.from && edge <= quarters.to && edge <= (progress.sixHoursTo ?? from),
  )
  const sixHours = { from: edges[0] ?? quarters.from, to: edges.at(-1) ?? quarters.from }
  return {
    sixHours,
    quarters: [
      { from: quarters.from, to: sixHours.from },
      { from: sixHours.to, to: quarters.to },
    ].filter(isSome),
    rows: [
      { from, to: quarters.from },
      { from: quarters.to, to },
    ].filter(isSome),
  }
}

const beginning = new Date(0)
const end = new Date('9999-01-01T00:00:00Z')

/** The same for all of the past, and what is still to come. */
export async function readPast({ sql }: Database, timeZone: string): Promise<Ranges> {
  const progress = await readProgress(sql, timeZone)
  const countedTo = progress.countedTo ?? beginning
  const addedTo = progress.sixHoursTo ?? beginning
  return {
    sixHours: { from: beginning, to: addedTo },
    quarters: [{ from: addedTo, to: countedTo }].filter(isSome),
    rows: [{ from: countedTo, to: end }],
  }
}

/** Six hours that begin elsewhere are of no use. */
async function readProgress(
  sql: Sql,
  timeZone: string,
): Promise<{ readonly countedTo: Date | null; readonly sixHoursTo: Date | null }> {
  const [row] = await sql<[{ countedTo: Date | null; sixHoursTo: Date | null }]>`
    select counted_to as "countedTo", case when time_zone = ${timeZone} then six_hours_to end as "sixHoursTo"
    from stats_progress`
  return row
}

function roundUp(moment: Date, stepMs: number): Date {
  return new Date(Math.ceil(moment.getTime() / stepMs) * stepMs)
}

function isSome({ from, to }: Range): boolean {
  return from < to
}

function none(at: Date): Range {
  return { from: at, to: at }
}
