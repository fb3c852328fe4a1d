import { X } from 'lucide-react'
import { jobStates } from '../api/types.ts'
import { NamedIds } from '../ui/NamedIds.tsx'
import { Select } from '../ui/Select.tsx'
import { type Filters, filterText } from './search-language.ts'

const states = [
  { value: '', text: 'Every state' },
  ...jobStates.map((state) => ({ value: state, text: state })),
]
const times = [
  { value: '', text: 'Any time' },
  { value: '1h', text: 'Last hour' },
  { value: '24h', text: 'Last 24 hours' },
  { value: '7d', text: 'Last 7 days' },
  { value: '30d', text: 'Last 30 days' },
  { value: '90d', text: 'Last 90 days' },
]

type Props = { readonly filters: Filters; readonly onChange: (change: Filters) => void }

/** The two filters that everybody wants, without having to know their names. */
export function QuickFilters({ filters, onChange }: Props) {
  return (
    <>
      <Select
        aria-label="State"
        value={filters.state ?? ''}
        options={withPresent(states, filters.state)}
        onChoose={(state) => onChange({ state })}
        className="w-40 max-sm:grow"
      />
      <Select
        aria-label="Made"
        value={filters.from ?? ''}
        options={withPresent(times, filters.from)}
        onChoose={(from) => onChange({ from, to: undefined })}
        className="w-40 max-sm:grow"
      />
    </>
  )
}

/** Every filter that is set, each with a way to take it off. */
export function FilterChips({ filters, onChange }: Props) {
  const set = Object.entries(filters).flatMap(([name, value]) => {
    const text = filterText(name, value)
    return text === null ? [] : [{ name, text }]
  })
  if (set.length === 0) return null
  return (
    <ul aria-label="Filters" className="flex flex-wrap gap-1.5">
      {set.map(({ name, text }) => (
        <li key={name}>
          <button
            type="button"
            className="inline-flex max-w-full items-center gap-1.5 rounded-full border border-line-strong bg-surface px-2.5 py-0.5 hover:bg-hover max-sm:py-2"
            onClick={() => onChange({ [name]: undefined })}
          >
            <span className="max-w-72 truncate">
              <NamedIds text={text} />
            </span>
            <X aria-label="take this filter off" size="1em" className="shrink-0 text-quiet" />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** What the search box or a link brought may be none of those that the list offers. */
function withPresent(options: readonly { value: string; text: string }[], value: string | undefined) {
  const isKnown = value === undefined || options.some((option) => option.value === value)
  return isKnown ? options : [...options, { value, text: value.replaceAll(',', ', ') }]
}
