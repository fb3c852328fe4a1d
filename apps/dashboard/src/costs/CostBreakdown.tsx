import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { costsQuery } from '../api/costs.ts'
import { Empty } from '../ui/Empty.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { DataTable } from '../ui/table/DataTable.tsx'
import { costColumns } from './columns.tsx'
import { type CostRange, queryOfRange, rowsMax } from './cost-range.ts'
import { groupings } from './groupings.ts'
import { shownMoney } from './shown-money.ts'

const route = getRouteApi('/costs')

/** The same money by day, upstream, model, batch or key. */
export function CostBreakdown({ range }: { readonly range: CostRange }) {
  const { by: chosen, day, money } = route.useSearch()
  const navigate = route.useNavigate()
  const offered = groupings.filter(({ value }) => day === undefined || value !== 'day')
  const { value: by, header } = offered.find(({ value }) => value === chosen) ?? groupings[day ? 1 : 0]
  const costs = useQuery({
    ...costsQuery({ by, ...queryOfRange(range) }),
    placeholderData: keepPreviousData,
  })
  const choose = (value: string) => {
    const next = groupings.find((grouping) => grouping.value === value)?.value
    void navigate({ search: (before) => ({ ...before, by: next === 'day' ? undefined : next }) })
  }
  return (
    <Tabs label="Costs" tabs={offered} value={by} onChoose={choose}>
      <QueryState query={costs}>
        {({ data, by: shown }) => {
          const { rows } = shownMoney(data, money)
          // While other groups are on their way, those before them stay; their names must not be read as the new ones.
          return rows.length === 0 || shown !== by ? (
            <Empty title={shown === by ? 'Nothing was quoted or charged in this time.' : 'Reading …'} />
          ) : (
            <>
              <DataTable
                label={`Costs by ${by}`}
                rows={rows}
                columns={costColumns(by, header)}
                idOf={({ key }) => key}
              />
              {data.length < rowsMax ? null : (
                <p className="pt-2 text-quiet">
                  The newest {rowsMax} are shown; the export of the ledger has all of it.
                </p>
              )}
            </>
          )
        }}
      </QueryState>
    </Tabs>
  )
}
