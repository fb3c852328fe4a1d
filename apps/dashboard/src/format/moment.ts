const steps = [
  [60, 1, 's'],
  [3_600, 60, 'min'],
  [48 * 3_600, 3_600, 'h'],
  [60 * 86_400, 86_400, 'd'],
] as const

/** A time as distance from now: "now", "12 s ago", "in 3 min". What is further away than two months, by its date. */
export function momentText(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1_000)
  const distance = Math.abs(seconds)
  if (distance < 1) return 'now'
  const step = steps.find(([below]) => distance < below)
  if (step === undefined) return at.toISOString().slice(0, 10)
  const [, length, unit] = step
  const text = `${Math.floor(distance / length)} ${unit}`
  return seconds < 0 ? `${text} ago` : `in ${text}`
}

/** To the second, in the reader's own time and in UTC, since logs speak UTC. */
export function exactText(at: Date): string {
  const local = at.toLocaleString('sv-SE', { hour12: false })
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const utc = at
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
  return zone === 'UTC' ? utc : `${local} ${zone} (${utc})`
}
