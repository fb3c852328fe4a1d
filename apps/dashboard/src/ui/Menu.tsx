import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names.ts'

type Props = {
  /** The button that opens it. */
  readonly trigger: ReactElement
  readonly children: ReactNode
}

export function Menu({ trigger, children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-48 animate-[fade_120ms_ease-out] rounded-lg border border-line bg-raised p-1 shadow-high"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

const itemClass =
  'flex items-center gap-2.5 rounded-md px-2.5 py-1.5 max-sm:py-2.5 select-none outline-none ' +
  'data-highlighted:bg-hover data-disabled:opacity-55'

type ItemProps = {
  readonly icon?: ReactNode
  readonly children: ReactNode
  readonly isDanger?: boolean
  /** Why it cannot be chosen now; null: it can. */
  readonly refusal?: string | null
  readonly onChoose: () => void
}

export function MenuItem({ icon, children, isDanger = false, refusal = null, onChoose }: ItemProps) {
  return (
    <Radix.Item
      className={classNames(itemClass, isDanger && 'text-danger')}
      disabled={refusal !== null}
      onSelect={onChoose}
    >
      {icon}
      <span className="grow">
        {children}
        {refusal === null ? null : <span className="block max-w-64 text-[0.88em] text-quiet">{refusal}</span>}
      </span>
    </Radix.Item>
  )
}

type ChoicesProps = {
  readonly label: string
  readonly value: string
  readonly choices: readonly { readonly value: string; readonly text: string; readonly icon?: ReactNode }[]
  readonly onChoose: (value: string) => void
}

/** One of a few; the present one is marked. */
export function MenuChoices({ label, value, choices, onChoose }: ChoicesProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChoose}>
      <Radix.Label className="px-2.5 pt-1.5 pb-1 text-[0.9em] text-quiet">{label}</Radix.Label>
      {choices.map((choice) => (
        <Radix.RadioItem key={choice.value} value={choice.value} className={itemClass}>
          {choice.icon}
          <span className="grow">{choice.text}</span>
          <Radix.ItemIndicator className="size-2 rounded-full bg-accent" />
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}

export function MenuText({ children }: { readonly children: ReactNode }) {
  return <div className="px-2.5 py-1.5">{children}</div>
}

export function MenuLine() {
  return <Radix.Separator className="my-1 h-px bg-line" />
}
