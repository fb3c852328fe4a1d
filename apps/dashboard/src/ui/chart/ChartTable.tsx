import { exactText } from '../../format/moment.ts'
import type { ChartProps } from './Chart.tsx'

/** The same values to read, newest first. */
export function ChartTable({ times, series, text, title, pick, timeText }: ChartProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="max-h-72 overflow-auto rounded-md border border-line" aria-label={title} tabIndex={0}>
      <table className="w-full">
        <caption className="sr-only">{title}, newest first</caption>
        <thead className="sticky top-0 bg-surface text-quiet shadow-[0_1px_0_var(--line)]">
          <tr>
            <th scope="col" className="px-3 py-1.5 text-left font-medium">
              Time
            </th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="px-3 py-1.5 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times
            .map((time, index) => ({ time, index, called: timeText?.(index) ?? exactText(time) }))
            .map(({ time, index, called }) => (
              <tr key={time.getTime()} className="border-t border-line">
                <th scope="row" className="px-3 py-1.5 text-left font-normal">
                  {pick === undefined ? (
                    called
                  ) : (
                    <button
                      type="button"
                      className="text-left text-accent hover:underline max-sm:min-h-11"
                      title={pick.words}
                      onClick={() => pick.choose(index)}
                    >
                      {called}
                    </button>
                  )}
                </th>
                {series.map(({ name, values }) => {
                  const value = values[index] ?? null
                  return (
                    <td key={name} className="px-3 py-1.5 text-right">
                      {value === null ? <span className="text-quiet">unknown</span> : text(value)}
                    </td>
                  )
                })}
              </tr>
            ))
            .toReversed()}
        </tbody>
      </table>
    </section>
  )
}
