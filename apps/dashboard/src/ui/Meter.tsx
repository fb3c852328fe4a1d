import { countText } from '../format/count.ts'
import { classNames } from './class-names.ts'

/** So much of a limit is used, as a bar and in words. */
export function Meter({
  used,
  limit,
  label,
}: {
  readonly used: number
  readonly limit: number
  readonly label: string
}) {
  const share = limit > 0 ? Math.min(1, used / limit) : used > 0 ? 1 : 0
  return (
    <span className="grid gap-1">
      <span className="whitespace-nowrap">
        {countText(used)} <span className="text-quiet">of {countText(limit)}</span>
        <span className="sr-only"> {label}</span>
      </span>
      <span aria-hidden className="h-1 overflow-hidden rounded-full bg-line forced-color-adjust-none">
        <span
          className={classNames('block h-full rounded-full', share >= 1 ? 'bg-unconfirmed' : 'bg-accent')}
          style={{ width: `${share * 100}%` }}
        />
      </span>
    </span>
  )
}
