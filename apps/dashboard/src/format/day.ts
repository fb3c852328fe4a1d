const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The calendar day of a moment in a time zone, `2026-11-30`. */
export function dayOf(at: Date, timeZone: string): string {
  return at.toLocaleDateString('sv-SE', { timeZone })
}

/** `2026-11-30` and -1 give `2026-11-29`. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Every day from the first to the last, both included, so that one without money is a gap and not left out. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (let day = first; day <= last; day = shiftDay(day, 1)) days.push(day)
  return days
}

/** When a calendar day begins in a time zone, which is not always at a whole hour from UTC. */
export function startOfDay(day: string, timeZone: string): Date {
  const asIfUtc = Date.parse(`${day}T00:00:00Z`)
  // The offset is looked up twice, since the first look may fall on the other side of a change of the clocks.
  const first = asIfUtc - offsetMs(new Date(asIfUtc), timeZone)
  const second = new Date(asIfUtc - offsetMs(new Date(first), timeZone))
  // Where the clocks change at midnight there is none, and the day begins at one.
  return dayOf(second, timeZone) === day ? second : new Date(first)
}

/**
 * The hours that the clock shows on a day, as the api names them. One that is left out when the clocks change is not
 * among them, and one that comes twice is there once, as its costs are.
 */
export function hoursOfDay(day: string, timeZone: string): { readonly key: string; readonly at: Date }[] {
  const found = new Map<string, Date>()
  for (
    let at = startOfDay(day, timeZone);
    dayOf(at, timeZone) === day;
    at = new Date(at.getTime() + hourMs)
  ) {
    const hour = at.toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit' }).slice(0, 2)
    const key = `${day}T${hour}:00`
    if (!found.has(key)) found.set(key, at)
  }
  return Array.from(found, ([key, at]) => ({ key, at }))
}

function offsetMs(at: Date, timeZone: string): number {
  const wall = at.toLocaleString('sv-SE', { timeZone, hour12: false })
  return Date.parse(`${wall.replace(' ', 'T')}Z`) - Math.floor(at.getTime() / 1_000) * 1_000
}
