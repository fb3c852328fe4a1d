import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Upstream } from '../api/types.ts'
import { applyUpstreamChange } from '../api/upstreams.ts'
import { announce } from '../app/announce.ts'
import { useRefusal } from '../app/session-context.ts'
import { countText } from '../format/count.ts'
import { percent } from '../format/gate-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Meter } from '../ui/Meter.tsx'
import { Notice } from '../ui/Notice.tsx'
import { LimitsDialog } from './LimitsDialog.tsx'
import { type LimitName, limitFields } from './limit-fields.ts'
import { Part } from './Part.tsx'

/** How much goes to the upstream at most: what is configured, and what a person set instead. */
export function Limits({ upstream }: { readonly upstream: Upstream }) {
  const { name, gate, limits, polls_share_rate: isShared } = upstream
  const [isOpen, setIsOpen] = useState(false)
  const queries = useQueryClient()
  const scope = useRefusal('operate')
  const reset = useMutation({
    mutationFn: (limit: LimitName) => applyUpstreamChange(queries, name, { [limit]: null }),
    onSuccess: () => announce('The configured limit holds again'),
  })
  const cuts: Readonly<Record<LimitName, number>> = {
    max_in_flight: 1,
    requests_per_minute: gate.rate_cut,
    polls_per_minute: gate.poll_rate_cut,
  }
  return (
    <Part
      title="Limits"
      actions={
        <Button className="h-8" refusal={scope} onClick={() => setIsOpen(true)}>
          Change<span className="sr-only"> the limits of {visibleText(name)}</span>
        </Button>
      }
    >
      <dl className="grid gap-2">
        {limitFields.map(({ name: limit, label }) => {
          const { configured, live } = limits[limit]
          return (
            <div
              key={limit}
              className="grid grid-cols-[minmax(6.5rem,9rem)_minmax(0,1fr)] items-start gap-x-4"
            >
              <dt className="text-quiet">{label}</dt>
              <dd className="flex flex-wrap items-center gap-x-3 gap-y-1">
                {limit === 'max_in_flight' ? (
                  <span className="min-w-28">
                    <Meter used={gate.in_flight} limit={live ?? configured} label="in use" />
                  </span>
                ) : (
                  <span>{countText(live ?? configured)}</span>
                )}
                {live === null ? (
                  <span className="text-quiet">as configured</span>
                ) : (
                  <>
                    <span className="text-unconfirmed">
                      set by a person, configured {countText(configured)}
                    </span>
                    <Button
                      look="quiet"
                      className="h-7 px-2"
                      refusal={scope}
                      isBusy={reset.isPending}
                      onClick={() => reset.mutate(limit)}
                    >
                      Reset to {countText(configured)}
                      <span className="sr-only"> {label}</span>
                    </Button>
                  </>
                )}
                {cuts[limit] < 1 ? (
                  <span className="text-unconfirmed">{percent(cuts[limit])} of it since a rate limit</span>
                ) : null}
              </dd>
            </div>
          )
        })}
      </dl>
      {isShared ? <p className="text-quiet">It counts creates and polls together.</p> : null}
      {reset.error === null ? null : <Notice kind="error">{reset.error.message}</Notice>}
      {isOpen ? <LimitsDialog upstream={upstream} onClose={() => setIsOpen(false)} /> : null}
    </Part>
  )
}
