import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { costsQuery } from '../api/reports.ts'
import type { CostRow } from '../api/types.ts'
import { usdNumber } from '../format/money.ts'
import { Chart } from '../ui/chart/Chart.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { DataTable } from '../ui/table/DataTable.tsx'
import { costColumns } from './columns.tsx'

const route = getRouteApi('/costs')
const tabs = [
  { value: 'day', text: 'By day' },
  { value: 'upstream', text: 'By upstream' },
  { value: 'model', text: 'By model' },
  { value: 'batch', text: 'By batch' },
  { value: 'key', text: 'By key' },
] as const

/** What was charged in the last thirty days. */
export function Costs() {
  const by = route.useSearch().by ?? 'day'
  const navigate = route.useNavigate()
  const costs = useQuery(costsQuery({ by }))
  const choose = (value: string) => {
    const chosen = tabs.find((tab) => tab.value === value)?.value ?? 'day'
    void navigate({ search: { by: chosen === 'day' ? undefined : chosen } })
  }
  return (
    <Page title="Costs">
      <Tabs label="Costs" tabs={tabs} value={by} onChoose={choose}>
        <QueryState query={costs}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty title="Nothing was spent in the last thirty days." />
            ) : (
              <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
                {by === 'day' ? <Days rows={data} /> : null}
                <DataTable
                  label="Costs"
                  rows={data}
                  columns={costColumns}
                  idOf={({ key, simulated }) => `${key} ${simulated}`}
                />
              </div>
            )
          }
        </QueryState>
      </Tabs>
    </Page>
  )
}

function Days({ rows }: { readonly rows: readonly CostRow[] }) {
  const days = rows.toReversed()
  return (
    <Panel title="Charged">
      <Chart
        title="Charged"
        unit="US dollars a day"
        times={days.map(({ key }) => new Date(key))}
        series={[
          {
            name: 'charged',
            color: '--accent',
            kind: 'bars',
            values: days.map(({ charged_ticks: ticks }) => (ticks === null ? null : usdNumber(ticks))),
          },
        ]}
        text={(value) => `$${value.toFixed(2)}`}
      />
    </Panel>
  )
}
