import { lazy, Suspense, useId, useState } from 'react'
import { Button } from '../Button.tsx'
import { ChartTable } from './ChartTable.tsx'
import { chartWords, type Series } from './chart-data.ts'

// The drawing library comes with the first chart, not with the first page.
const Plot = lazy(() =>
  import('./Plot.tsx').then(
    ({ Plot: drawn }) => ({ default: drawn }),
    // It did not load, or will not run here: the values are worth reading all the same.
    () => ({ default: ChartTable }),
  ),
)

const dashStyles = { solid: 'solid', dashed: 'dashed', dotted: 'dotted' } as const

export type ChartProps = {
  readonly title: string
  /** Beside the title: "per minute", "USD". */
  readonly unit: string
  /** Moments, oldest first, one for each value. */
  readonly times: readonly Date[]
  readonly series: readonly Series[]
  /** A value with its unit, exactly, as beside the pointer and in the table. */
  readonly text: (value: number) => string
  /** A mark of the value axis, where the marks are so far apart; as `text` says it, unless given. */
  readonly markText?: (value: number, distance: number) => string
  readonly heightPx?: number
  /** One on top of the other, as parts of a whole. */
  readonly isStacked?: boolean
  /** Charts of the same word stand on one time axis: their cursors move together, and their axes are as wide. */
  readonly together?: string
  /** Distances that the marks of the value axis may have; minutes do not count in tens. */
  readonly marks?: readonly number[]
  /** Where the days and hours of the time axis are; the reader's own zone, unless given. */
  readonly timeZone?: string
  /** What a moment is called beside the pointer and in the table; to the second, unless given. */
  readonly timeText?: (index: number) => string
  /** Why nothing is drawn where no value is known. */
  readonly nothing?: string
  /** What a press on a moment leads to. */
  readonly pick?: { readonly words: string; readonly choose: (index: number) => void }
}

/** Values over time, drawn or as a table. */
export function Chart(props: ChartProps) {
  const { title, unit, times, series, text, heightPx = 180, nothing = 'Nothing in this time yet.' } = props
  const [isTable, setIsTable] = useState(false)
  const id = useId()
  return (
    <figure className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2" aria-labelledby={id}>
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span id={id} className="font-semibold">
          {title} <span className="font-normal text-quiet">({unit})</span>
        </span>
        <span className="flex grow flex-wrap gap-x-3 text-quiet">
          {(series.length > 1 ? series : []).map((each) => (
            <span key={each.name} className="inline-flex items-center gap-1.5">
              <span
                aria-hidden
                className="w-4 border-t-3 forced-color-adjust-none"
                style={{
                  borderColor: `var(${each.color})`,
                  borderTopStyle: dashStyles[each.dash ?? 'solid'],
                }}
              />
              {each.name}
            </span>
          ))}
        </span>
        <Button
          look="quiet"
          className="h-7 px-2"
          aria-label={`${isTable ? 'As chart' : 'As table'}: ${title}`}
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? 'As chart' : 'As table'}
        </Button>
      </figcaption>
      {times.length === 0 || (!isTable && isUnknown(series)) ? (
        <p className="grid place-items-center px-4 text-center text-quiet" style={{ height: heightPx }}>
          {nothing}
        </p>
      ) : isTable ? (
        <ChartTable {...props} />
      ) : (
        <div role="img" aria-label={chartWords(title, series, text)} style={{ minHeight: heightPx }}>
          <Suspense fallback={null}>
            <Plot {...props} heightPx={heightPx} />
          </Suspense>
        </div>
      )}
    </figure>
  )
}

/** Axes without a line look broken. */
function isUnknown(series: readonly Series[]): boolean {
  return series.every(({ values }) => values.every((value) => value === null))
}
