import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

type Tab = { readonly value: string; readonly text: string; readonly count?: number }

type Props = {
  readonly label: string
  readonly tabs: readonly Tab[]
  /** Keep it in the address, so that Back and a link find it. */
  readonly value: string
  readonly onChoose: (value: string) => void
  readonly children: ReactNode
}

/** Parts of one thing of which one is shown; `children` is that one. */
export function Tabs({ label, tabs, value, onChoose, children }: Props) {
  return (
    <Radix.Root value={value} onValueChange={onChoose} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px h-10 border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-quiet hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:text-ink max-sm:h-11"
          >
            {tab.text}
            {tab.count === undefined ? null : (
              <span className="ml-1.5 font-normal text-quiet">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} tabIndex={-1} className="outline-none">
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}
