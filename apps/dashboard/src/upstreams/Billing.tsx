import type { Upstream } from '../api/types.ts'
import { durationText } from '../format/duration.ts'
import { visibleText } from '../format/visible-text.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Part } from './Part.tsx'

/** What its replies say of money, where its prices come from, and what was decided where its documents are silent. */
export function Billing({ upstream }: { readonly upstream: Upstream }) {
  const {
    price_version: version,
    link_lifetime_s: linkS,
    choices,
    configured,
    key_variable: variable,
  } = upstream
  return (
    <Part title="Account">
      <Facts>
        <Fact name="Key">
          {configured ? (
            <>
              configured <span className="text-quiet">(in {variable})</span>
            </>
          ) : (
            <span className="text-danger">none: {variable} is not set</span>
          )}
        </Fact>
        <Fact name="Prices">
          <code>{visibleText(version)}</code>
        </Fact>
        <Fact name="Charges">{chargeWords(upstream)}</Fact>
        <Fact name="Links live">{durationText(linkS * 1_000)}, unless the reply says otherwise</Fact>
        {choices.length === 0 ? null : (
          <Fact name="We follow">
            <details>
              <summary className="cursor-pointer text-accent">
                {choices.length} choices where documents differ
              </summary>
              <ul className="mt-1 grid list-disc gap-1 pl-4">
                {choices.map((choice) => (
                  <li key={choice}>{visibleText(choice)}</li>
                ))}
              </ul>
            </details>
          </Fact>
        )}
      </Facts>
    </Part>
  )
}

function chargeWords({ reported_ticks_are: ticks, bill_factor: factor }: Upstream): string {
  switch (ticks) {
    case 'bill':
      return 'metered: what its replies report is the bill'
    case 'passed_through':
      return `estimated: its replies pass on another service’s charge, counted ${factor} times`
    case 'none':
      return 'estimated by the prices: its replies report no cost'
  }
}
