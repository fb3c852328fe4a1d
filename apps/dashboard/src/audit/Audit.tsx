import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { auditQuery } from '../api/audit.ts'
import { useSession } from '../app/session-context.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { Select } from '../ui/Select.tsx'
import { StandsStill } from '../ui/StandsStill.tsx'
import { AuditRow } from './AuditRow.tsx'

const route = getRouteApi('/audit')
const owners = [
  { value: 'own', text: 'Of this owner' },
  { value: 'all', text: 'Of every owner' },
]

/** Who did what, and why; kept for good, and nobody can change it. */
export function Audit() {
  const { q, actor, action, target, owner } = route.useSearch()
  const navigate = route.useNavigate()
  const { scopes } = useSession()
  const filter = { q, actor, action, target, owner }
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
  const audit = useInfiniteQuery(auditQuery(given))
  return (
    <Page title="Audit">
      <div className="flex flex-wrap gap-2">
        <SearchBox
          label="Search the audit"
          placeholder="A key, an action, an id, a reason"
          words={q ?? ''}
          onSearch={(words) => void navigate({ search: (before) => ({ ...before, q: words }) })}
          className="min-w-56 grow basis-80"
        />
        {scopes.includes('admin') ? (
          <Select
            aria-label="Whose"
            value={owner ?? 'own'}
            options={owners}
            onChoose={(value) =>
              void navigate({
                search: (before) => ({ ...before, owner: value === 'all' ? value : undefined }),
              })
            }
            className="w-44 max-sm:w-full"
          />
        ) : null}
      </div>
      <QueryState query={audit}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.data)
          return entries.length === 0 ? (
            <Empty
              title={Object.keys(given).length === 0 ? 'Nobody has done anything yet.' : 'Nothing matches.'}
            >
              Whatever a person pauses, cancels, retries, resolves or changes is kept here, with the reason.
            </Empty>
          ) : (
            <>
              <ul aria-label="Audit" className="rounded-lg border border-line bg-surface shadow-low">
                {entries.map((entry) => (
                  <AuditRow key={entry.id} entry={entry} />
                ))}
              </ul>
              <StandsStill list={audit} meta={auditQuery(given).meta} />
              {audit.hasNextPage ? (
                <Button
                  className="justify-self-center"
                  isBusy={audit.isFetchingNextPage}
                  onClick={() => void audit.fetchNextPage()}
                >
                  Show older
                </Button>
              ) : null}
            </>
          )
        }}
      </QueryState>
    </Page>
  )
}
