import { Ban, Check, type LucideIcon, X } from 'lucide-react'
import { visibleText } from '../../format/visible-text.ts'
import type { Ending } from './timeline.ts'

const looks: Readonly<Record<Ending['tone'], { readonly icon: LucideIcon; readonly text: string }>> = {
  good: { icon: Check, text: 'text-archived' },
  bad: { icon: X, text: 'text-failed' },
  neutral: { icon: Ban, text: 'text-quiet' },
}

export function EndingWords({ ending }: { readonly ending: Ending | null }) {
  if (ending === null) return <span className="font-normal text-quiet">under way</span>
  const { icon: Icon, text } = looks[ending.tone]
  return (
    <span className={`inline-flex items-baseline gap-1 font-normal ${text}`}>
      <Icon aria-hidden size="0.95em" className="translate-y-[0.12em]" strokeWidth={2.4} />
      {visibleText(ending.text)}
    </span>
  )
}
