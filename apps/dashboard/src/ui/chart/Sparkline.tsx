type Props = {
  readonly values: readonly (number | null)[]
  /** What it shows and its newest value, in words. */
  readonly label: string
  /** A colour variable of styles.css. */
  readonly color?: string
}

const width = 96
const height = 24

/** The course of something, without axes, small enough for a row. */
export function Sparkline({ values, label, color = '--accent' }: Props) {
  const max = Math.max(1e-9, ...values.filter((value) => value !== null))
  const x = (index: number) => (values.length < 2 ? width : (index / (values.length - 1)) * width)
  const y = (value: number) => height - 2 - (value / max) * (height - 4)
  const lines = runsOf(values.map((value, index) => (value === null ? null : `${x(index)},${y(value)}`)))
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      className="overflow-visible"
      style={{ color: `var(${color})` }}
    >
      {lines.map((run) => (
        <polyline
          key={run[0]}
          points={(run.length === 1 ? [...run, ...run] : run).join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </svg>
  )
}

/** What lies between gaps. */
function runsOf(points: readonly (string | null)[]): string[][] {
  const runs: string[][] = []
  let run: string[] = []
  for (const point of [...points, null]) {
    if (point !== null) run.push(point)
    else if (run.length > 0) runs.push(run)
    if (point === null) run = []
  }
  return runs
}
