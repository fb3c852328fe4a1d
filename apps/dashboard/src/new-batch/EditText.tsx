import { useState } from 'react'
import { inputClass } from '../ui/Field.tsx'

type Props = {
  readonly label: string
  readonly text: string
  readonly onEdit: (text: string) => void
}

/** Taken when Enter is pressed or the field is left, so that half a value is never checked and found right. */
export function EditText({ label, text, onEdit }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const take = () => {
    if (typed !== null && typed !== text) onEdit(typed)
    setTyped(null)
  }
  return (
    <input
      data-fix
      aria-label={label}
      aria-invalid
      spellCheck={false}
      value={typed ?? text}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
        if (event.key === 'Escape') setTyped(null)
      }}
      className={inputClass}
    />
  )
}
