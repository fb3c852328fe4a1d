import { toneClasses } from './step-looks.ts'
import type { Timeline, Tone } from './timeline.ts'

// No step's colour: what is explained is the pattern.
const bar = 'inline-block h-3.5 w-6 shrink-0 rounded-[3px] bg-quiet forced-color-adjust-none'

const toneWords: Readonly<Record<Tone, string>> = {
  work: 'solid: at work',
  idle: 'pale: waiting',
  trouble: 'striped: trouble or doubt, said below it',
}
const tones = ['work', 'idle', 'trouble'] as const

/** What the looks of these bars mean, each beside an example of it. */
export function TimelineLegend({ timeline }: { readonly timeline: Timeline }) {
  const bars = timeline.attempts.flatMap((attempt) => attempt.bars)
  const shown = new Set(bars.flatMap(({ stretches }) => stretches.map(({ tone }) => tone)))
  return (
    <ul aria-label="How to read the bars" className="flex flex-wrap gap-x-5 gap-y-1 text-[0.93em] text-quiet">
      {tones
        .filter((tone) => shown.has(tone))
        .map((tone) => (
          <li key={tone} className={item}>
            <span aria-hidden className={`${bar} ${toneClasses[tone]}`} /> {toneWords[tone]}
          </li>
        ))}
      {bars.some(({ marks }) => marks.length > 0) ? (
        <li className={item}>
          <span aria-hidden className="inline-block h-4 w-[2px] shrink-0 bg-ink" /> line: an answer that was
          kept, or something that happened
        </li>
      ) : null}
      <li>Press a bar for every part of it.</li>
    </ul>
  )
}

const item = 'inline-flex items-center gap-1.5'
