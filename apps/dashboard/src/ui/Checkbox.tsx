import { type ComponentProps, useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'

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
    <label
      className={classNames(
        'relative inline-flex gap-2 justify-self-start',
        isLabelHidden
          ? 'min-h-6 min-w-6 items-center justify-center max-sm:min-h-11 max-sm:min-w-11'
          : // The box stands beside the first line of a name that needs two.
            'items-start py-0.5 max-sm:py-2.5',
      )}
    >
      <input
        {...rest}
        ref={input}
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
        className={classNames(
          'size-4 shrink-0 accent-accent max-sm:size-5',
          !isLabelHidden && 'mt-[0.22em] max-sm:mt-[0.12em]',
        )}
      />
      <span className={isLabelHidden ? 'sr-only' : undefined}>{label}</span>
    </label>
  )
}
