import { type Ticks, usdFromTicks } from '../pricing/ticks.ts'

/** "90 s", "12 min", "3 h 5 min", "2 days": rounded as a person would say it. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.round(minutes / 1440)} days`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** "$0.50"; what nobody knows is never $0. */
export function moneyWords(ticks: Ticks | null): string {
  return ticks === null ? 'an unknown amount' : `$${usdFromTicks(ticks)}`
}

/** "1 poll", "3 polls". */
export function countWords(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}

/** A name as it may stand in a command line of a shell. */
export function shellWord(text: string): string {
  return /^[\w.:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
