import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atEdges, cutTime, everyMs, type Source } from '../src/queries/stats/cut-time.ts'

const moment = fc.date({
  min: new Date('2026-11-01T00:00:00Z'),
  max: new Date('2026-11-30T00:00:00Z'),
  noInvalidDate: true,
})
const hourMs = 3_600_000

/** Both are counted up to a moment; hours only from one on, as sums are that are dropped for their age. */
function sources(
  edges: readonly Date[],
  [days, hours]: readonly [Date, Date],
  hoursFrom: Date = new Date(0),
): Source<string>[] {
  return [
    { name: 'edges', from: new Date(0), to: days, ...atEdges(edges) },
    { name: 'hours', from: hoursFrom, to: hours, ...everyMs(hourMs) },
  ]
}

test('a time is cut into parts that follow each other from its beginning to its end, whatever is summed up', () => {
  fc.assert(
    fc.property(
      fc.array(moment),
      fc.tuple(moment, moment),
      moment,
      moment,
      moment,
      (moments, counted, begin, from, to) => {
        const edges = [...moments].sort((a, b) => a.getTime() - b.getTime())
        const parts = cutTime({ from, to }, sources(edges, counted, begin), 'rows')
        if (from >= to) {
          expect(parts).toEqual([])
          return
        }
        const ends = parts.map((part) => part.to)
        expect(parts.map((part) => part.from)).toEqual([from, ...ends.slice(0, -1)])
        expect(ends.at(-1)).toEqual(to)
        for (const part of parts) {
          expect(part.from.getTime()).toBeLessThan(part.to.getTime())
          if (part.source === 'hours') {
            expect([part.from.getTime() % hourMs, part.to.getTime() % hourMs]).toEqual([0, 0])
            expect(part.from.getTime()).toBeGreaterThanOrEqual(begin.getTime())
            expect(part.to.getTime()).toBeLessThanOrEqual(counted[1].getTime())
          }
          if (part.source === 'edges') {
            expect(edges).toEqual(expect.arrayContaining([part.from, part.to]))
            expect(part.to.getTime()).toBeLessThanOrEqual(counted[0].getTime())
          }
        }
      },
    ),
  )
})

test('each part is told from the coarsest source that has it', () => {
  const at = (text: string) => new Date(`2026-11-03T${text}:00Z`)
  const parts = cutTime(
    { from: at('00:30'), to: at('23:10') },
    sources([at('06:00'), at('12:00'), at('18:00')], [at('13:00'), at('22:30')]),
    'rows',
  )
  expect(parts).toEqual([
    { source: 'rows', from: at('00:30'), to: at('01:00') },
    { source: 'hours', from: at('01:00'), to: at('06:00') },
    { source: 'edges', from: at('06:00'), to: at('12:00') },
    { source: 'hours', from: at('12:00'), to: at('22:00') },
    { source: 'rows', from: at('22:00'), to: at('23:10') },
  ])
})

test('what lies before a source begins is told from the rest, on either side of a coarser one', () => {
  const at = (text: string) => new Date(`2026-11-03T${text}:00Z`)
  const cut = (hoursFrom: string) =>
    cutTime(
      { from: at('00:30'), to: at('20:00') },
      sources([at('06:00'), at('12:00')], [at('13:00'), at('20:00')], at(hoursFrom)),
      'rows',
    ).map(({ source, from }) => `${source} from ${from.toISOString().slice(11, 16)}`)
  expect(cut('03:20')).toEqual([
    'rows from 00:30',
    'hours from 04:00',
    'edges from 06:00',
    'hours from 12:00',
  ])
  expect(cut('14:00')).toEqual(['rows from 00:30', 'edges from 06:00', 'rows from 12:00', 'hours from 14:00'])
  expect(cut('21:00')).toEqual(['rows from 00:30', 'edges from 06:00', 'rows from 12:00'])
})
