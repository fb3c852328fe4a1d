import { countText } from '../format/count.ts'
import { durationText } from '../format/duration.ts'

/** A length of time; null is unknown. */
export function Duration({ ms }: { readonly ms: number | null }) {
  if (ms === null) return <span className="text-quiet">unknown</span>
  return (
    <span title={`${countText(Math.round(ms))} ms`} className="whitespace-nowrap">
      {durationText(ms)}
    </span>
  )
}
