import type { Database, Sql } from '../../open-database.ts'
import { minuteMs, minutesKeptMs, quarterMs } from './count-spans.ts'
import { atEdges, cutTime, everyMs, type Part, type Range, type Source } from './cut-time.ts'

/** What a time is told from: sums of six hours, of quarter hours, of minutes, or the rows themselves. */
export type StatSource = '6h' | '15m' | '1m' | 'rows'
export type StatPart = Part<StatSource>

const beginning = new Date(0)
const end = new Date('9999-01-01T00:00:00Z')

/**
 * Cuts a time into what is summed up and what is not yet, or not wholly within it. `sixHourEdges` are moments, in order,
 * at which six hours may begin; without them none are used. A counting that moves on meanwhile does no harm: what was
 * counted before stays counted.
 */
export async function readParts(
  { sql }: Database,
  wanted: Range & {
    readonly timeZone: string
    readonly sixHourEdges?: readonly Date[]
    /** It is told in steps that begin within quarter hours. */
    readonly isFine?: boolean
  },
): Promise<StatPart[]> {
  const sources = await readSources(sql, wanted.timeZone, wanted.sixHourEdges ?? [])
  const { from, to } = wanted
  const parts = cutTime(
    { from, to },
    wanted.isFine ? sources.filter(({ name }) => name === '1m') : sources,
    'rows',
  )
  // Of an empty time there is nothing to tell, but a statement needs something to tell it from.
  return parts.length > 0 ? parts : [{ source: 'rows', from, to }]
}

/** The same for all of the past, and what is still to come. */
export async function readPast({ sql }: Database, timeZone: string): Promise<StatPart[]> {
  return cutTime({ from: beginning, to: end }, await readSources(sql, timeZone, null), 'rows')
}

type ProgressRow = {
  readonly countedTo: Date | null
  readonly sixHoursTo: Date | null
  readonly minutesFrom: Date | null
  readonly minutesTo: Date | null
}

/** The coarsest first. Edges null: whatever six hours there are. */
async function readSources(
  sql: Sql,
  timeZone: string,
  sixHourEdges: readonly Date[] | null,
): Promise<Source<StatSource>[]> {
  // Six hours that begin elsewhere are of no use.
  const [{ countedTo, sixHoursTo, minutesFrom, minutesTo }] = await sql<[ProgressRow]>`
    select counted_to as "countedTo", case when time_zone = ${timeZone} then six_hours_to end as "sixHoursTo",
      greatest(minutes_from, now() - make_interval(secs => ${minutesKeptMs / 1_000})) as "minutesFrom", minutes_to as "minutesTo"
    from stats_progress`
  const sixHoursEnd = sixHoursTo ?? beginning
  return [
    { name: '6h', from: beginning, to: sixHoursEnd, ...atEdges(sixHourEdges ?? [beginning, sixHoursEnd]) },
    { name: '15m', from: beginning, to: countedTo ?? beginning, ...everyMs(quarterMs) },
    { name: '1m', from: minutesFrom ?? end, to: minutesTo ?? beginning, ...everyMs(minuteMs) },
  ]
}
