import { useState } from 'react'
import { durationText } from '../../format/duration.ts'
import { exactText } from '../../format/moment.ts'
import { NamedIds } from '../../ui/NamedIds.tsx'
import { Tooltip } from '../../ui/Tooltip.tsx'
import { BarDetail } from './BarDetail.tsx'
import type { Scale } from './scale.ts'
import { stepLooks, toneClasses } from './step-looks.ts'
import type { Bar, Stretch, Timeline } from './timeline.ts'

type Props = {
  readonly bar: Bar
  readonly scale: Scale
  readonly timeline: Timeline
  readonly hasUnseenPolls: boolean
}

/** One step: its name, when it was, how long, and why so long. Pressed, it shows every part and mark of it. */
export function BarRow({ bar, scale, timeline, hasUnseenPolls }: Props) {
  const [isOpen, setOpen] = useState(false)
  const { name, icon: Icon, text } = stepLooks[bar.step]
  const endAt = bar.endAt ?? timeline.endAt
  const length = `${durationText(Math.max(0, endAt - bar.startAt))}${bar.endAt === null ? ' so far' : ''}`
  const span = `from ${exactText(new Date(bar.startAt))} ${bar.endAt === null ? 'until now' : `to ${exactText(new Date(bar.endAt))}`}`
  return (
    <li>
      <Tooltip text={`${name}, ${length}, ${span}. Press for every part of it.`}>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="bar-grid w-full rounded-md text-left hover:bg-hover"
        >
          <span className="flex items-center gap-1.5">
            <Icon aria-hidden size="1em" className={text} />
            {name}
          </span>
          <Lane bar={bar} scale={scale} endAt={endAt} />
          <span className="text-right whitespace-nowrap max-sm:order-2">{length}</span>
        </button>
      </Tooltip>
      <div className="bar-grid text-[0.93em] text-quiet">
        <span className="max-sm:hidden" />
        <ul className="min-w-0 max-sm:col-span-2">
          {shownReasons(bar).map((stretch) => (
            <li key={stretch.startAt} className="wrap-anywhere">
              <NamedIds text={stretch.why} />
              {bar.stretches.length === 1 ? '' : ` · ${lengthOf(stretch, timeline)}`}
            </li>
          ))}
          {bar.stretches.length > reasonsMax ? (
            <li>and {bar.stretches.length - reasonsMax} more parts</li>
          ) : null}
        </ul>
        <span className="max-sm:hidden" />
      </div>
      {isOpen ? <BarDetail bar={bar} timeline={timeline} hasUnseenPolls={hasUnseenPolls} /> : null}
    </li>
  )
}

function Lane({ bar, scale, endAt }: { readonly bar: Bar; readonly scale: Scale; readonly endAt: number }) {
  const { fill } = stepLooks[bar.step]
  const place = (at: number) => `${scale.placeOf(at) * 100}%`
  const width = (from: number, to: number) => `${Math.max(0, scale.placeOf(to) - scale.placeOf(from)) * 100}%`
  return (
    <span
      aria-hidden
      className="relative block h-5 min-w-0 rounded bg-sunken forced-color-adjust-none max-sm:order-3 max-sm:col-span-2"
    >
      {bar.stretches.map((stretch) => (
        <span
          key={stretch.startAt}
          className={`absolute inset-y-0.5 min-w-[3px] rounded-[3px] ${fill} ${toneClasses[stretch.tone]}`}
          style={{ left: place(stretch.startAt), width: width(stretch.startAt, stretch.endAt ?? endAt) }}
        />
      ))}
      {bar.marks.map((mark) => (
        <span
          key={`${mark.at} ${mark.text}`}
          className={`absolute -inset-y-0.5 w-[2px] -translate-x-px rounded ${mark.kind === 'trouble' ? 'bg-failed' : 'bg-ink'}`}
          style={{ left: place(mark.at) }}
        />
      ))}
      {bar.endAt === null ? (
        <span
          className="absolute inset-y-0 w-[3px] -translate-x-full animate-[pulse-soft_1.6s_ease-in-out_infinite] bg-accent"
          style={{ left: place(endAt) }}
        />
      ) : null}
    </span>
  )
}

const reasonsMax = 3

/** The longest few, in the order in which they were: what took the time is what one wants to know. */
function shownReasons({ stretches }: Bar): readonly Stretch[] {
  if (stretches.length <= reasonsMax) return stretches
  const length = ({ startAt, endAt }: Stretch) => (endAt ?? Number.POSITIVE_INFINITY) - startAt
  const longest = [...stretches].sort((a, b) => length(b) - length(a)).slice(0, reasonsMax)
  return stretches.filter((stretch) => longest.includes(stretch))
}

function lengthOf({ startAt, endAt }: Stretch, timeline: Timeline): string {
  return durationText(Math.max(0, (endAt ?? timeline.endAt) - startAt))
}
