import { Fragment } from 'react'
import { counted } from '../format/count.ts'
import { Money } from './Money.tsx'

type Paid = {
  readonly simulated: boolean
  readonly charged_ticks: string | null
  readonly contingent_ticks: string | null
  readonly unknown_costs?: number
}

type Props = {
  /** Of each kind of money that there is. */
  readonly parts: readonly Paid[]
  /** Said where nothing stands on the books. */
  readonly otherwise: string
}

/** What was charged and what may have been: "$0.50 charged, $0.10 possibly charged". */
export function PaidSoFar({ parts, otherwise }: Props) {
  const paid = parts.flatMap(wordsOf)
  if (paid.length === 0) return otherwise
  return paid.map(({ key, words }, index) => (
    <Fragment key={key}>
      {index === 0 ? '' : ', '}
      {words}
    </Fragment>
  ))
}

function wordsOf({ simulated, charged_ticks: charged, contingent_ticks: possible, unknown_costs = 0 }: Paid) {
  const key = simulated ? 'simulated' : 'real'
  return [
    ...(isSome(charged)
      ? [{ key: `${key} charged`, words: <Amount ticks={charged} isSimulated={simulated} says="charged" /> }]
      : []),
    ...(isSome(possible)
      ? [
          {
            key: `${key} possible`,
            words: <Amount ticks={possible} isSimulated={simulated} says="possibly charged" />,
          },
        ]
      : []),
    ...(unknown_costs > 0
      ? [{ key: `${key} unknown`, words: `${counted(unknown_costs, 'job')} of unknown cost` }]
      : []),
  ]
}

function Amount({
  ticks,
  isSimulated,
  says,
}: {
  readonly ticks: string
  readonly isSimulated: boolean
  readonly says: string
}) {
  return (
    <>
      <Money ticks={ticks} isSimulated={isSimulated} /> {says}
    </>
  )
}

function isSome(ticks: string | null): ticks is string {
  return ticks !== null && ticks !== '0'
}
