import { getRouteApi } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { buttonClass } from '../ui/Button.tsx'
import { Select } from '../ui/Select.tsx'
import type { CostRange } from './cost-range.ts'

const route = getRouteApi('/costs')
const spans = [
  { value: '7', text: 'Last 7 days' },
  { value: '30', text: 'Last 30 days' },
  { value: '90', text: 'Last 90 days' },
]
const kinds = [
  { value: 'real', text: 'Real money' },
  { value: 'simulated', text: 'Simulated money' },
]

type Props = {
  readonly timeZone: string
  readonly range: CostRange
  /** There is real and simulated money in this time. */
  readonly isMixed: boolean
}

/** Which time and which money; and the same as a file. */
export function CostControls({ timeZone, range, isMixed }: Props) {
  const { day, days = '30', money } = route.useSearch()
  const navigate = route.useNavigate()
  const chooseTime = (value: string) =>
    void navigate({
      search: (before) => ({
        ...before,
        day: value === day ? day : undefined,
        days: value === '7' || value === '90' ? value : undefined,
      }),
    })
  const chooseMoney = (value: string) =>
    void navigate({
      search: (before) => ({ ...before, money: value === 'simulated' ? value : undefined }),
    })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Time"
        value={day ?? days}
        options={day === undefined ? spans : [{ value: day, text: day }, ...spans]}
        onChoose={chooseTime}
        className="w-44"
      />
      {isMixed ? (
        <Select
          aria-label="Which money"
          value={money ?? 'real'}
          options={kinds}
          onChoose={chooseMoney}
          className="w-44"
        />
      ) : null}
      <span className="grow text-quiet">Days begin at midnight in {timeZone}.</span>
      <a className={buttonClass()} href={exportAddress(range)} download>
        <Download aria-hidden size="1.1em" /> Export the ledger
      </a>
    </div>
  )
}

function exportAddress({ from, to }: CostRange): string {
  const query = new URLSearchParams({ format: 'csv', from, ...(to !== undefined && { to }) })
  return `/v1/exports/ledger?${query}`
}
