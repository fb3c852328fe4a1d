import { durationText } from '../../format/duration.ts'
import { exactText } from '../../format/moment.ts'
import { NamedIds } from '../../ui/NamedIds.tsx'
import { stepLooks } from './step-looks.ts'
import type { Timeline } from './timeline.ts'

const headings = ['Attempt', 'Step', 'From', 'Length', 'Why'] as const

/** The same bars to read, part by part. */
export function TimelineTable({ timeline }: { readonly timeline: Timeline }) {
  return (
    <section
      className="overflow-x-auto rounded-md border border-line"
      aria-label="Timeline as a table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
      tabIndex={0}
    >
      <table className="w-full min-w-[44rem]">
        <caption className="sr-only">Timeline, part by part</caption>
        <thead className="text-left text-quiet">
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col" className="px-3 py-1.5 font-medium">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timeline.attempts.map((attempt) =>
            attempt.bars.map((bar) =>
              bar.stretches.map((stretch) => (
                <tr key={`${bar.step} ${stretch.startAt}`} className="border-t border-line align-top">
                  <td className="px-3 py-1.5 whitespace-nowrap">{attempt.title}</td>
                  <td className="px-3 py-1.5 whitespace-nowrap">{stepLooks[bar.step].name}</td>
                  <td className="px-3 py-1.5 whitespace-nowrap">{exactText(new Date(stretch.startAt))}</td>
                  <td className="px-3 py-1.5 whitespace-nowrap">
                    {durationText(Math.max(0, (stretch.endAt ?? timeline.endAt) - stretch.startAt))}
                    {stretch.endAt === null ? ' so far' : ''}
                  </td>
                  <td className="px-3 py-1.5 wrap-anywhere">
                    <NamedIds text={stretch.why} />
                  </td>
                </tr>
              )),
            ),
          )}
        </tbody>
      </table>
    </section>
  )
}
