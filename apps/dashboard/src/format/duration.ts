const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A length of time in at most two units: "840 ms", "4.2 s", "3 min 12 s", "2 d 4 h". */
export function durationText(ms: number): string {
  if (ms < secondMs) return `${Math.round(ms)} ms`
  if (ms < 10 * secondMs) return `${(ms / secondMs).toFixed(1).replace(/\.0$/, '')} s`
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`
  if (ms < hourMs) return pair(ms, minuteMs, 'min', secondMs, 's')
  if (ms < dayMs) return pair(ms, hourMs, 'h', minuteMs, 'min')
  return pair(ms, dayMs, 'd', hourMs, 'h')
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small)
  const whole = `${Math.floor(ms / large)} ${largeUnit}`
  return rest === 0 ? whole : `${whole} ${rest} ${smallUnit}`
}
