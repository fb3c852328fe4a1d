import type { Job } from '../../api/types.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { Money } from '../../ui/Money.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { LedgerTable } from './LedgerTable.tsx'

const sourceWords = {
  metered: 'metered: the upstream’s own figure',
  estimated: 'estimated: from the price list',
  unknown: 'unknown: nobody has said',
} as const

/** What was expected, set aside, charged, and perhaps charged; and each entry behind it. */
export function MoneyPanel({ job }: { readonly job: Job }) {
  const { cost, simulated } = job
  return (
    <Panel title="Money">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <Facts>
          <Fact name="Charged">
            {cost.charged_ticks === null && job.finished_at === null ? (
              <span className="text-quiet">
                {job.submissions === 0 ? 'nothing was sent yet' : 'not known yet'}
              </span>
            ) : (
              <>
                <Money ticks={cost.charged_ticks} isSimulated={simulated} />{' '}
                {cost.charged_ticks === null ? null : (
                  <span className="text-quiet">{sourceWords[cost.source]}</span>
                )}
              </>
            )}
          </Fact>
          <Fact name="Quoted">
            <Money ticks={cost.quoted_ticks} isSimulated={simulated} />{' '}
            {cost.price_version === null ? null : (
              <span className="text-quiet">by price list {cost.price_version}</span>
            )}
          </Fact>
          {isSome(cost.reserved_ticks) ? (
            <Fact name="Reserved">
              <Money ticks={cost.reserved_ticks} isSimulated={simulated} />{' '}
              <span className="text-quiet">set aside until it is known</span>
            </Fact>
          ) : null}
          {isSome(cost.contingent_ticks) ? (
            <Fact name="Possible">
              <Money ticks={cost.contingent_ticks} isSimulated={simulated} />{' '}
              <span className="text-quiet">
                {cost.charged_ticks === null ? 'perhaps charged' : 'perhaps charged as well'}; a bill will say
              </span>
            </Fact>
          ) : null}
          {cost.reported_ticks === null ? null : (
            <Fact name="Reported">
              <Money ticks={cost.reported_ticks} isSimulated={simulated} />{' '}
              <span className="text-quiet">by the upstream’s own reply</span>
            </Fact>
          )}
        </Facts>
        <LedgerTable job={job} />
      </div>
    </Panel>
  )
}

function isSome(ticks: string | null): boolean {
  return ticks !== null && ticks !== '0'
}
