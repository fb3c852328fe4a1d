import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { inputClass } from './Field.tsx'

export type Option = { readonly value: string; readonly text: string }

type Props = Omit<ComponentProps<'select'>, 'onChange' | 'children' | 'value'> & {
  readonly value: string
  readonly options: readonly Option[]
  readonly onChoose: (value: string) => void
}

/** The browser's own list: it opens as people know it, on a phone too. */
export function Select({ value, options, onChoose, className, ...rest }: Props) {
  return (
    <span className={classNames('relative inline-block', className)}>
      <select
        {...rest}
        value={value}
        onChange={(event) => onChoose(event.target.value)}
        className={`${inputClass} appearance-none pr-8`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-surface text-ink">
            {option.text}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        size="1em"
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-quiet"
      />
    </span>
  )
}
