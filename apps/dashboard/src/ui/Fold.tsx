import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'

type Props = {
  readonly summary: ReactNode
  readonly isOpenAtFirst?: boolean
  readonly children: ReactNode
}

/** Something that most readers do not need: its content is made only once somebody opens it. */
export function Fold({ summary, isOpenAtFirst = false, children }: Props) {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex cursor-pointer list-none items-start gap-2 rounded-md py-1.5 hover:bg-hover max-sm:min-h-11 max-sm:items-center [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          size="1em"
          className={`mt-[0.25em] shrink-0 text-quiet transition-transform max-sm:mt-0 ${isOpen ? 'rotate-90' : ''}`}
        />
        <span className="min-w-0 grow">{summary}</span>
      </summary>
      {isOpen ? <div className="pt-1 pb-2 pl-6 max-sm:pl-0">{children}</div> : null}
    </details>
  )
}
