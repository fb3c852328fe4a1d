/** "2026-11-21 04:05:06 +01:00" in the zone of this machine, or "2026-11-21 03:05:06 UTC". Not a moment: as it came. */
export function momentWords(moment: string, { isUtc }: { readonly isUtc: boolean }): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return moment
  if (isUtc) return `${clockText(at)} UTC`
  const offsetMinutes = -at.getTimezoneOffset()
  return `${clockText(new Date(at.getTime() + offsetMinutes * 60_000))} ${offsetText(offsetMinutes)}`
}

function clockText(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ')
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
}

function twoDigits(value: number): string {
  return String(Math.trunc(value)).padStart(2, '0')
}
