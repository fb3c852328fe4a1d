import type { Job } from '../../api/types.ts'
import { durationText } from '../../format/duration.ts'
import { visibleText } from '../../format/visible-text.ts'
import { Moment } from '../../ui/Moment.tsx'
import { BarRow } from './BarRow.tsx'
import { EndingWords } from './EndingWords.tsx'
import { type ScaleName, scaleOf } from './scale.ts'
import type { Attempt, Timeline } from './timeline.ts'

type Props = {
  readonly timeline: Timeline
  readonly scale: ScaleName
  readonly job: Job
  /** It was asked about more often than there are ticks. */
  readonly hasUnseenPolls: boolean
}

export function TimelineBars({ timeline, scale: name, job, hasUnseenPolls }: Props) {
  const scale = scaleOf(timeline, name)
  const labels = [0, 0.25, 0.5, 0.75, 1].map((place) => ({
    place,
    text: durationText(Math.max(0, scale.momentAt(place) - timeline.startAt)),
  }))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {timeline.attempts.map((attempt, index) => (
        <section key={attempt.bars[0]?.startAt ?? index} aria-label={attempt.title}>
          <h3 className="mb-1 flex flex-wrap items-baseline gap-x-2 font-medium">
            {attempt.title}
            <EndingWords ending={attempt.ending} />
          </h3>
          <Gap attempts={timeline.attempts} index={index} />
          <ol className="grid grid-cols-[minmax(0,1fr)] gap-2">
            {attempt.bars.map((bar) => (
              <BarRow
                key={`${bar.step} ${bar.startAt}`}
                bar={bar}
                scale={scale}
                timeline={timeline}
                hasUnseenPolls={hasUnseenPolls && bar.step === 'render'}
              />
            ))}
          </ol>
        </section>
      ))}
      <div aria-hidden className="bar-grid text-[0.85em] text-quiet">
        <span className="max-sm:hidden" />
        <div className="relative h-5 border-t border-line max-sm:col-span-2">
          {labels.map(({ place, text }) => (
            <span
              key={place}
              className="absolute top-0.5 whitespace-nowrap max-sm:nth-[even]:hidden"
              style={{ left: `${place * 100}%`, transform: `translateX(-${place * 100}%)` }}
            >
              {text}
            </span>
          ))}
        </div>
        <span className="max-sm:hidden" />
      </div>
      {timeline.isOpen && job.due_at !== null && isToCome(job, timeline.endAt) ? (
        <p>
          <span className="font-medium">{nextWords(job)}</span> <Moment at={job.due_at} />
        </p>
      ) : null}
    </div>
  )
}

/** What is due next, by the state; the sentence above says more. */
function nextWords({ state }: Job): string {
  switch (state) {
    case 'rendering':
      return 'Next poll'
    case 'archiving':
      return 'Next try'
    case 'submitting':
      return 'Answer awaited until'
    case 'queued':
      return 'Not sent before'
    default:
      return 'Due'
  }
}

/** What waits in line is due long since; only a hold that ends is worth a word. */
function isToCome({ state, due_at: dueAt }: Job, now: number): boolean {
  return state !== 'queued' || (dueAt !== null && Date.parse(dueAt) > now)
}

/** Between two attempts a person had the word, or nobody. */
function Gap({ attempts, index }: { readonly attempts: readonly Attempt[]; readonly index: number }) {
  const before = attempts[index - 1]?.bars.at(-1)?.endAt ?? null
  const start = attempts[index]?.bars[0]?.startAt ?? null
  if (before === null || start === null || start - before < 1_000) return null
  return (
    <p className="mb-1 text-quiet">
      {visibleText(`${durationText(start - before)} after the one before had ended`)}
    </p>
  )
}
