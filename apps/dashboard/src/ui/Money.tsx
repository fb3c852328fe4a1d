import { money } from '../format/money.ts'
import { SimMark } from './SimMark.tsx'

type Props = {
  /** Decimal ticks; null is unknown, never $0. */
  readonly ticks: string | null
  readonly isSimulated?: boolean
}

/** Dollars to the last tick. What is unknown says so; what is simulated is marked. */
export function Money({ ticks, isSimulated = false }: Props) {
  return (
    <span className="whitespace-nowrap">
      {ticks === null ? <span className="text-quiet">unknown</span> : money(ticks)}
      {isSimulated ? (
        <>
          {' '}
          <SimMark />
        </>
      ) : null}
    </span>
  )
}
