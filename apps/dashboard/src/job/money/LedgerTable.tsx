import { useQuery } from '@tanstack/react-query'
import type { LedgerEntry } from '../../api/job-details.ts'
import { ledgerQuery } from '../../api/job-details.ts'
import type { Job } from '../../api/types.ts'
import { Moment } from '../../ui/Moment.tsx'
import { Money } from '../../ui/Money.tsx'
import { QueryState } from '../../ui/QueryState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'

const kindWords: Readonly<Record<LedgerEntry['kind'], string>> = {
  quoted: 'quoted',
  reserved: 'reserved',
  released: 'given back',
  charged: 'charged',
  contingent: 'possible',
  adjusted: 'adjusted',
}

const words = (account: string) => account.replaceAll('_', ' ')

/** Every entry of the ledger about the job, oldest first. */
export function LedgerTable({ job }: { readonly job: Job }) {
  const entries = useQuery(ledgerQuery(job.id))
  return (
    <QueryState query={entries} loading={<Skeleton lines={3} />}>
      {({ data, has_more: hasMore }) =>
        data.length === 0 ? (
          <p className="text-quiet">Nothing is booked yet.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          <section className="overflow-x-auto rounded-md border border-line" aria-label="Ledger" tabIndex={0}>
            <table className="w-full">
              <caption className="sr-only">Entries of the ledger, oldest first</caption>
              <thead className="text-left text-quiet">
                <tr>
                  <th scope="col" className="px-3 py-1.5 font-medium">
                    Entry
                  </th>
                  <th scope="col" className="px-3 py-1.5 text-right font-medium">
                    Amount
                  </th>
                  <th scope="col" className="px-3 py-1.5 text-right font-medium max-sm:hidden">
                    When
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((entry) => (
                  <tr
                    key={entry.charge_key}
                    title={entry.charge_key}
                    className="border-t border-line align-top"
                  >
                    <td className="px-3 py-1.5">
                      {kindWords[entry.kind]} <span className="text-quiet">{entry.source}</span>
                      <span className="block whitespace-nowrap text-quiet">
                        {words(entry.debit)} → {words(entry.credit)}
                      </span>
                      <span className="block text-quiet sm:hidden">
                        <Moment at={entry.at} />
                      </span>
                    </td>
                    <td className="px-3 py-1.5 text-right">
                      <Money ticks={entry.ticks} isSimulated={job.simulated} />
                    </td>
                    <td className="px-3 py-1.5 text-right max-sm:hidden">
                      <Moment at={entry.at} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {hasMore ? <p className="px-3 py-1.5 text-quiet">Only the first 200 entries are shown.</p> : null}
          </section>
        )
      }
    </QueryState>
  )
}
