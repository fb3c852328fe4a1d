import type { Key } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Moment } from '../ui/Moment.tsx'
import type { Column } from '../ui/table/column.ts'
import { limitWords } from './key-words.ts'

type Actions = { readonly onChange: (key: Key) => void; readonly onRevoke: (key: Key) => void }

export function keyColumns(actions: Actions): readonly Column<Key>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      cell: (key) => (
        <span className="block truncate">
          {visibleText(key.name)} <Ending made={key} />
        </span>
      ),
      sortBy: ({ name }) => name,
    },
    {
      id: 'owner',
      header: 'Owner',
      width: '8rem',
      hideBelow: 'medium',
      cell: ({ owner }) => owner,
      sortBy: ({ owner }) => owner,
    },
    { id: 'scopes', header: 'Scopes', width: '17rem', cell: ({ scopes }) => scopes.join(', ') },
    {
      id: 'limits',
      header: 'Limits',
      hideBelow: 'wide',
      cell: (key) => (
        <span className="block truncate text-quiet">{limitWords(key).join(', ') || 'none'}</span>
      ),
    },
    { id: 'state', header: 'State', width: '6rem', cell: ({ state }) => state },
    {
      id: 'used',
      header: 'Last used',
      width: '8rem',
      isNumber: true,
      hideBelow: 'medium',
      cell: ({ last_used_at: at }) => <Moment at={at} otherwise="never" />,
    },
    {
      id: 'actions',
      header: 'Actions',
      width: '15rem',
      cell: (key) => <KeyButtons made={key} {...actions} />,
    },
  ]
}

/** The same in a few lines, for a narrow screen. */
export function KeyCard({ made, ...actions }: Actions & { readonly made: Key }) {
  return (
    <div className="grid gap-1">
      <span className="font-medium wrap-anywhere">
        {visibleText(made.name)} <Ending made={made} />
      </span>
      <span className="text-quiet wrap-anywhere">
        {made.state} · {made.owner} · {made.scopes.join(', ')}
      </span>
      <span className="text-quiet wrap-anywhere">
        {limitWords(made).join(', ') || 'no limits'} · used{' '}
        <Moment at={made.last_used_at} otherwise="never" />
      </span>
      <KeyButtons made={made} {...actions} />
    </div>
  )
}

function Ending({ made }: { readonly made: Key }) {
  if (made.of_configuration) return <span className="text-quiet">of the configuration</span>
  return made.last_four === null ? null : <span className="text-quiet">…{made.last_four}</span>
}

function KeyButtons({ made, onChange, onRevoke }: Actions & { readonly made: Key }) {
  if (made.state === 'revoked') return <span className="text-quiet">over</span>
  const name = visibleText(made.name)
  return (
    <span className="flex gap-2">
      <Button className="relative z-1 h-8" aria-label={`Change ${name} …`} onClick={() => onChange(made)}>
        Change …
      </Button>
      <Button
        className="relative z-1 h-8"
        look="danger"
        aria-label={`Revoke ${name} …`}
        refusal={
          made.of_configuration
            ? 'It is REELKEEP_ADMIN_KEY of the configuration: set another one there and start again.'
            : null
        }
        onClick={() => onRevoke(made)}
      >
        Revoke …
      </Button>
    </span>
  )
}
