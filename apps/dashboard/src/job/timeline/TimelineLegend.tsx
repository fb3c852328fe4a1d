import { toneClasses } from './step-looks.ts'

const bar = 'inline-block h-3.5 w-6 shrink-0 rounded-[3px] bg-rendering forced-color-adjust-none'

/** What the looks of a bar mean, each beside an example of it. */
export function TimelineLegend() {
  return (
    <ul aria-label="How to read the bars" className="flex flex-wrap gap-x-5 gap-y-1 text-[0.93em] text-quiet">
      <li className={item}>
        <span aria-hidden className={bar} /> at work
      </li>
      <li className={item}>
        <span aria-hidden className={`${bar} ${toneClasses.idle}`} /> waiting
      </li>
      <li className={item}>
        <span aria-hidden className={`${bar} ${toneClasses.trouble}`} /> went wrong, tried again
      </li>
      <li className={item}>
        <span aria-hidden className="inline-block h-4 w-[2px] shrink-0 bg-ink" /> an answer that was kept, or
        something that happened
      </li>
      <li>Press a bar for every part of it.</li>
    </ul>
  )
}

const item = 'inline-flex items-center gap-1.5'
