import { CircleCheck, CirclePause, Gauge, type LucideIcon, OctagonX } from 'lucide-react'
import type { Upstream } from '../api/types.ts'
import { type GateLook, gateWords } from '../format/gate-words.ts'
import { classNames } from './class-names.ts'

const looks: Readonly<Record<GateLook, { readonly icon: LucideIcon; readonly look: string }>> = {
  open: { icon: CircleCheck, look: 'bg-archived/12 text-archived' },
  slowed: { icon: Gauge, look: 'bg-unconfirmed/12 text-unconfirmed' },
  paused: { icon: CirclePause, look: 'bg-unconfirmed/12 text-unconfirmed' },
  closed: { icon: OctagonX, look: 'bg-failed/12 text-failed' },
}

/** An upstream's gate in a word, with a mark; colour only underlines it. */
export function GateBadge({ upstream }: { readonly upstream: Upstream }) {
  const { look, name } = gateWords(upstream)
  const { icon: Icon, look: colors } = looks[look]
  return (
    <span
      className={classNames(
        'inline-flex shrink-0 items-center gap-1 rounded-full py-px pr-2 pl-1.5 font-medium whitespace-nowrap',
        colors,
      )}
    >
      <Icon aria-hidden size="0.95em" strokeWidth={2.4} />
      {name}
    </span>
  )
}
