import { type FormEvent, useEffect, useRef } from 'react'

/** Words of the prompt. `/` puts the cursor here from anywhere. */
export function SearchBox({
  words,
  onSearch,
}: {
  readonly words: string | null
  readonly onSearch: (words: string) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return
      event.preventDefault()
      input.current?.focus()
    }
    window.addEventListener('keydown', focus)
    return () => window.removeEventListener('keydown', focus)
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(input.current?.value.trim() ?? '')
  }
  return (
    <search>
      <form onSubmit={submit}>
        <label>
          Prompt{' '}
          <input
            ref={input}
            type="search"
            key={words ?? ''}
            defaultValue={words ?? ''}
            placeholder="words, then Enter"
          />
        </label>
      </form>
    </search>
  )
}
