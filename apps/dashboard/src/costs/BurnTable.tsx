import type { Burn } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Money } from '../ui/Money.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'

const columns: readonly Column<Burn>[] = [
  { id: 'key', header: 'Key', cell: ({ key_name: name }) => visibleText(name) },
  { id: 'upstream', header: 'Upstream', cell: ({ upstream }) => visibleText(upstream) },
  {
    id: 'hour',
    header: 'Last hour',
    isNumber: true,
    cell: (row) => <Money ticks={row.last_hour_ticks} isSimulated={row.simulated} />,
    sortBy: (row) => BigInt(row.last_hour_ticks),
  },
  {
    id: 'day',
    header: 'Last 24 hours',
    isNumber: true,
    cell: (row) => <Money ticks={row.last_day_ticks} isSimulated={row.simulated} />,
    sortBy: (row) => BigInt(row.last_day_ticks),
  },
]

/** What is being spent now, and through whom. */
export function BurnTable({ burn }: { readonly burn: readonly Burn[] }) {
  if (burn.length === 0) return null
  return (
    <section className="grid gap-2" aria-labelledby="being-spent">
      <h2 id="being-spent" className="font-semibold">
        Being spent
      </h2>
      <DataTable
        label="Being spent, by key and upstream"
        rows={burn}
        columns={columns}
        idOf={(row) => `${row.key_id} ${row.upstream} ${row.simulated}`}
      />
    </section>
  )
}
