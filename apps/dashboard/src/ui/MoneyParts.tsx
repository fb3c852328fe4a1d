import { Fragment } from 'react'
import { Money } from './Money.tsx'

type Props = {
  /** Of each kind of money that there is. */
  readonly parts: readonly { readonly simulated: boolean; readonly ticks: string | null }[]
  /** Where it was not kept apart. */
  readonly ticks: string | null
  /** Of that one; what is kept apart says it itself. */
  readonly isSimulated?: boolean
}

/** Real and simulated money beside each other, never in one sum. */
export function MoneyParts({ parts, ticks, isSimulated = false }: Props) {
  if (parts.length === 0) return <Money ticks={ticks} isSimulated={isSimulated} />
  return parts.map((part, index) => (
    <Fragment key={String(part.simulated)}>
      {index === 0 ? '' : ' and '}
      <Money ticks={part.ticks} isSimulated={part.simulated} />
    </Fragment>
  ))
}
