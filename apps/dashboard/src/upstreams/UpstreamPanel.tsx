import type { Upstream } from '../api/types.ts'
import { useSession } from '../app/session-context.ts'
import { visibleText } from '../format/visible-text.ts'
import { GateBadge } from '../ui/GateBadge.tsx'
import { Billing } from './Billing.tsx'
import { GateControl } from './GateControl.tsx'
import { GateReasons } from './GateReasons.tsx'
import { Hosts } from './Hosts.tsx'
import { Limits } from './Limits.tsx'
import { Models } from './Models.tsx'
import { Surprises } from './Surprises.tsx'

/** One upstream with all there is to know and to change about it. */
export function UpstreamPanel({ upstream }: { readonly upstream: Upstream }) {
  const { name, title, is_default: isDefault, simulated } = upstream
  const steers = useSession().scopes.includes('operate')
  const marks = [
    visibleText(title),
    isDefault ? 'the default' : null,
    simulated ? 'simulated: no real money' : null,
  ].filter((mark) => mark !== null)
  return (
    <section
      id={name}
      aria-label={visibleText(name)}
      className="min-w-0 scroll-mt-20 rounded-lg border border-line bg-surface shadow-low"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2">
        <h2 className="font-semibold wrap-anywhere">{visibleText(name)}</h2>
        <GateBadge upstream={upstream} />
        <span className="min-w-0 grow text-quiet">{marks.join(' · ')}</span>
        <GateControl upstream={upstream} />
      </header>
      <GateReasons upstream={upstream} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-5 px-4 py-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5">
          <Limits upstream={upstream} />
          <Billing upstream={upstream} />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5">
          <Models upstream={upstream} />
          {steers ? (
            <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-5 xl:grid-cols-2">
              <Hosts upstream={upstream} />
              <Surprises upstream={upstream} />
            </div>
          ) : null}
        </div>
      </div>
    </section>
  )
}
