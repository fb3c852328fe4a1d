const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** A time as distance from now, with the exact one on hover. */
export function Moment({ at }: { readonly at: string }) {
  const exact = new Date(at)
  const seconds = Math.round((exact.getTime() - Date.now()) / 1000)
  const [unit, length] = units.find(([, unitSeconds]) => Math.abs(seconds) >= unitSeconds) ?? ['second', 1]
  return (
    <time dateTime={at} title={exact.toISOString()}>
      {relative.format(Math.round(seconds / length), unit)}
    </time>
  )
}
