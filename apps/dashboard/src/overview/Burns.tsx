import type { Burn } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Money } from '../ui/Money.tsx'

/** The dearest; the page of costs has them all. */
const shownMax = 8

/** Who spends how fast, and at which upstream. */
export function Burns({ burn }: { readonly burn: readonly Burn[] }) {
  const dearest = [...burn].sort((a, b) => Number(BigInt(b.last_hour_ticks) - BigInt(a.last_hour_ticks)))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="overflow-x-auto" aria-label="Burn" tabIndex={0}>
      <table className="w-full">
        <caption className="pb-1 text-left font-medium">Burn by key and upstream</caption>
        <thead className="text-quiet">
          <tr className="border-b border-line">
            <th scope="col" className="py-1 pr-3 text-left font-medium">
              Key, upstream
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-medium">
              Last hour
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-medium">
              Last 24 h
            </th>
          </tr>
        </thead>
        <tbody>
          {dearest.slice(0, shownMax).map((row) => (
            <tr
              key={`${row.key_id} ${row.upstream} ${row.simulated}`}
              className="border-b border-line last:border-0"
            >
              <td className="py-1.5 pr-3 wrap-anywhere">
                {visibleText(row.key_name)} <span className="text-quiet">· {visibleText(row.upstream)}</span>
                {row.unknown === 0 ? null : (
                  <span className="text-unconfirmed"> · {counted(row.unknown, 'charge')} unknown</span>
                )}
              </td>
              <td className="py-1.5 pl-3 text-right">
                <Money ticks={row.last_hour_ticks} isSimulated={row.simulated} />
              </td>
              <td className="py-1.5 pl-3 text-right">
                <Money ticks={row.last_day_ticks} isSimulated={row.simulated} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
