import { type ComponentProps, useEffect, useRef } from 'react'

type Props = Omit<ComponentProps<'input'>, 'type' | 'onChange' | 'checked'> & {
  readonly label: string
  readonly isChecked: boolean
  /** Some of what it stands for is chosen. */
  readonly isMixed?: boolean
  readonly isLabelHidden?: boolean
  readonly onChange: (isChecked: boolean) => void
}

export function Checkbox({
  label,
  isChecked,
  isMixed = false,
  isLabelHidden = false,
  onChange,
  ...rest
}: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = isMixed
  }, [isMixed])
  return (
    <label className="relative inline-flex min-h-6 min-w-6 items-center gap-2 justify-self-start max-sm:min-h-11 max-sm:min-w-11 has-[.sr-only]:justify-center">
      <input
        {...rest}
        ref={input}
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-accent max-sm:size-5"
      />
      <span className={isLabelHidden ? 'sr-only' : undefined}>{label}</span>
    </label>
  )
}
