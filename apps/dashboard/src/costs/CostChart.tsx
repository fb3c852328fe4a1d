import type { CostRow } from '../api/types.ts'
import { estimatedTicks } from '../format/cost-sums.ts'
import { usdMark, usdNumber, usdText } from '../format/money.ts'
import { Chart } from '../ui/chart/Chart.tsx'
import { Panel } from '../ui/Panel.tsx'

type Props = {
  readonly rows: readonly CostRow[]
  /** Each day or hour of the axis, as the rows name it, with its moment. */
  readonly steps: readonly { readonly key: string; readonly at: Date }[]
  readonly unit: string
  readonly isSimulated: boolean
  /** Where the steps are days and hours. */
  readonly timeZone: string
}

/** Charges over time, what the upstream metered and what we estimated one upon the other. */
export function CostChart({ rows, steps, unit, isSimulated, timeZone }: Props) {
  const byKey = new Map(rows.map((row) => [row.key, row]))
  const values = (of: (row: CostRow) => string | null) =>
    steps.map(({ key }) => {
      const row = byKey.get(key)
      return row === undefined ? 0 : usdNumber(of(row) ?? '0')
    })
  return (
    <Panel title="Charged over time">
      <Chart
        title={isSimulated ? 'Simulated charges' : 'Charged'}
        unit={unit}
        isStacked
        timeZone={timeZone}
        timeText={(index) => `${steps[index]?.key.replace('T', ' ') ?? ''} in ${timeZone}`}
        times={steps.map(({ at }) => at)}
        series={[
          { name: 'metered', color: '--accent', kind: 'bars', values: values((row) => row.metered_ticks) },
          { name: 'estimated', color: '--archiving', kind: 'bars', values: values(estimatedTicks) },
        ]}
        text={usdText}
        markText={usdMark}
      />
    </Panel>
  )
}
