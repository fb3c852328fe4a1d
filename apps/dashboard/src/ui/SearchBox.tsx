import { Search, X } from 'lucide-react'
import { type FormEvent, useEffect, useRef } from 'react'
import { takeSearchWish } from '../app/keyboard/focus-search.ts'
import { classNames } from './class-names.ts'
import { inputClass } from './Field.tsx'

type Props = {
  readonly label: string
  readonly placeholder: string
  readonly words: string
  readonly onSearch: (words: string) => void
  readonly className?: string
}

/** Searches on Enter; `/` comes here from anywhere. */
export function SearchBox({ label, placeholder, words, onSearch, className }: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (takeSearchWish()) input.current?.focus()
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(input.current?.value.trim() ?? '')
  }
  return (
    <search className={className}>
      <form onSubmit={submit} className="relative">
        <Search
          aria-hidden
          size="1.1em"
          className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-quiet"
        />
        <input
          ref={input}
          type="search"
          aria-label={label}
          aria-keyshortcuts="/"
          // Back and a link put their own words into it.
          key={words}
          defaultValue={words}
          placeholder={placeholder}
          className={classNames(inputClass, 'pr-9 pl-9')}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
        {words === '' ? (
          <kbd
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 rounded border border-line-strong px-1.5 text-quiet max-sm:hidden"
          >
            /
          </kbd>
        ) : (
          <button
            type="button"
            aria-label="Clear the search"
            className="absolute inset-y-0 right-0 grid w-9 place-items-center text-quiet hover:text-ink max-sm:w-11"
            onClick={() => onSearch('')}
          >
            <X aria-hidden size="1.1em" />
          </button>
        )}
      </form>
    </search>
  )
}
