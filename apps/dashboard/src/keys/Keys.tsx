import { useQuery } from '@tanstack/react-query'
import { keysQuery } from '../api/reports.ts'
import type { Key } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'

const columns: readonly Column<Key>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => visibleText(name), sortBy: ({ name }) => name },
  { id: 'owner', header: 'Owner', width: '10rem', hideBelow: 'medium', cell: ({ owner }) => owner },
  { id: 'scopes', header: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
  { id: 'state', header: 'State', width: '7rem', cell: ({ state }) => state },
  {
    id: 'used',
    header: 'Last used',
    width: '8rem',
    isNumber: true,
    hideBelow: 'medium',
    cell: ({ last_used_at: at }) => <Moment at={at} otherwise="never" />,
  },
]

/** Who may do what. */
export function Keys() {
  const keys = useQuery(keysQuery())
  return (
    <Page title="Keys">
      <p className="text-quiet">
        Made and revoked from a shell: <code>./reelkeep keys create NAME</code>, which shows the secret this
        once.
      </p>
      <QueryState query={keys}>
        {({ data }) => <DataTable label="Keys" rows={data} columns={columns} idOf={({ id }) => id} />}
      </QueryState>
    </Page>
  )
}
