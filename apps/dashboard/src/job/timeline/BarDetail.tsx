import { durationText } from '../../format/duration.ts'
import { exactText } from '../../format/moment.ts'
import { NamedIds } from '../../ui/NamedIds.tsx'
import type { Bar, Timeline } from './timeline.ts'

type Entry = {
  readonly at: number
  readonly key: string
  readonly text: string
  readonly length: string | null
}

type Props = {
  readonly bar: Bar
  readonly timeline: Timeline
  /** Between these lines it was asked about, and nobody kept when. */
  readonly hasUnseenPolls: boolean
}

/** Every part and every mark of a bar, in order. */
export function BarDetail({ bar, timeline, hasUnseenPolls }: Props) {
  return (
    <ol className="my-1.5 grid gap-1 rounded-md bg-sunken px-3 py-2">
      {entriesOf(bar, timeline).map(({ at, key, text, length }) => (
        <li key={key} className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3">
          <time dateTime={new Date(at).toISOString()} title={exactText(new Date(at))} className="text-quiet">
            +{durationText(Math.max(0, at - timeline.startAt))}
          </time>
          <span className="wrap-anywhere">
            <NamedIds text={text} />
            {length === null ? null : <span className="text-quiet"> · for {length}</span>}
          </span>
        </li>
      ))}
      {hasUnseenPolls ? (
        <li className="text-quiet">It was also polled in between: what changed nothing was only counted.</li>
      ) : null}
    </ol>
  )
}

function entriesOf(bar: Bar, timeline: Timeline): Entry[] {
  const parts = bar.stretches.map(({ startAt, endAt, why }, index) => ({
    at: startAt,
    key: `part ${index}`,
    text: why,
    length: durationText(Math.max(0, (endAt ?? timeline.endAt) - startAt)),
  }))
  const marks = bar.marks.map(({ at, text }, index) => ({ at, key: `mark ${index}`, text, length: null }))
  return [...parts, ...marks].sort((a, b) => a.at - b.at)
}
