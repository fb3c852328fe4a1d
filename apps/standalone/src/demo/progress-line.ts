import type { BatchReply } from './api.ts'

type Counts = BatchReply['counts']

/** Clips a minute over the last seconds, and the seconds left at that pace; null while nobody can say. */
export type Pace = { readonly clipsPerMinute: number | null; readonly secondsLeft: number | null }

export function paceOf(marks: readonly { atMs: number; archived: number }[], counts: Counts): Pace {
  const first = marks[0]
  const last = marks.at(-1)
  if (!first || !last || last.atMs === first.atMs || last.archived === first.archived) {
    return { clipsPerMinute: null, secondsLeft: null }
  }
  const perMs = (last.archived - first.archived) / (last.atMs - first.atMs)
  const left = counts.total - counts.archived - counts.failed - counts.canceled - counts.unconfirmed
  return { clipsPerMinute: perMs * 60_000, secondsLeft: left / perMs / 1000 }
}

const states = [
  'archived',
  'archiving',
  'rendering',
  'submitting',
  'queued',
  'unconfirmed',
  'failed',
  'canceled',
] as const

/** As much as fits: first what is done, then the pace, then the states, then a bar in the room that is left. */
export function progressLine(counts: Counts, pace: Pace, width: number): string {
  const done = `${counts.archived}/${counts.total}`
  const speed = pace.clipsPerMinute === null ? '' : `${Math.round(pace.clipsPerMinute)} clips/min`
  const left = pace.secondsLeft === null ? '' : `${duration(pace.secondsLeft)} left`
  const rest = states
    .filter((state) => state !== 'archived' && counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`)
    .join(', ')
  let line = done
  for (const part of [left, speed, rest]) {
    if (part !== '' && line.length + part.length + 3 <= width) line = `${line} · ${part}`
  }
  const room = Math.min(30, width - line.length - 3)
  return room >= 8
    ? `${bar(counts.archived / Math.max(1, counts.total), room)} ${line}`
    : line.slice(0, Math.max(1, width))
}

function bar(share: number, width: number): string {
  const filled = Math.floor(share * width)
  return `[${'█'.repeat(filled)}${'·'.repeat(width - filled)}]`
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
