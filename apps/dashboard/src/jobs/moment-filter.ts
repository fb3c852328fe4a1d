const unitsMs: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `24h`, `7d` and `30m` count back from now; a date begins at midnight here; anything else goes to the api as it is. */
export function momentOf(text: string, now: Date): string {
  const back = /^(\d{1,5})([mhd])$/.exec(text)
  if (back !== null) {
    const [, count = '0', unit = 'h'] = back
    return new Date(now.getTime() - Number(count) * (unitsMs[unit] ?? 0)).toISOString()
  }
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const midnight = new Date(`${text}T00:00:00`)
    return Number.isNaN(midnight.getTime()) ? text : midnight.toISOString()
  }
  return text
}
