import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { money } from '../print/money.ts'
import { type Column, table } from '../print/table.ts'

export type CostOptions = { readonly by?: string; readonly from?: string; readonly to?: string }

type CostGroup = {
  readonly key: string
  readonly name: string | null
  readonly quoted_ticks: string | null
  readonly charged_ticks: string | null
  readonly metered_ticks: string | null
  readonly contingent_ticks: string | null
  readonly unknown: number
  readonly simulated: boolean
}

type Burn = {
  readonly key_name: string
  readonly upstream: string
  readonly simulated: boolean
  readonly last_hour_ticks: string
  readonly last_day_ticks: string
}

type Costs = {
  readonly by: string
  readonly time_zone: string
  readonly data: readonly CostGroup[]
  readonly burn: readonly Burn[]
}

/** What was quoted, charged and may have been charged, in groups; and what the last hour and day cost. */
export async function costs(
  { client, terminal, json }: CommandContext,
  options: CostOptions,
): Promise<ExitCode> {
  const found = await client.get<Costs>('/v1/costs', {
    by: options.by,
    from: options.from,
    to: options.to,
    limit: 200,
  })
  if (json) {
    terminal.print(JSON.stringify(found, null, 2))
    return exitCodes.done
  }
  if (found.data.length === 0) {
    terminal.print('Nothing was quoted or charged in this time.')
    return exitCodes.done
  }
  terminal.print(table(found.data, groupColumns(found), terminal.width))
  if (found.burn.length > 0) {
    terminal.print('')
    terminal.print(table(found.burn, burnColumns, terminal.width))
  }
  return exitCodes.done
}

function groupColumns({ by, time_zone: timeZone }: Costs): readonly Column<CostGroup>[] {
  const title = by === 'day' || by === 'hour' ? `${by} (${timeZone})` : by
  return [
    { title, value: ({ key, name }) => name ?? key, shrinks: true },
    { title: 'quoted', value: ({ quoted_ticks: ticks }) => amount(ticks) },
    {
      title: 'charged',
      value: ({ charged_ticks: ticks, unknown }) =>
        unknown === 0 ? amount(ticks) : `${amount(ticks)} and ${unknown} unknown`,
    },
    { title: 'metered', value: ({ metered_ticks: ticks }) => amount(ticks), leaves: 1 },
    { title: 'at risk', value: ({ contingent_ticks: ticks }) => amount(ticks) },
    { title: '', value: ({ simulated }) => (simulated ? 'simulated' : '') },
  ]
}

/** Nothing of a kind was booked, which is not the same as an amount that nobody knows. */
function amount(ticks: string | null): string {
  return ticks === null ? '–' : money(ticks)
}

const burnColumns: readonly Column<Burn>[] = [
  { title: 'being spent by key', value: ({ key_name: name }) => name, shrinks: true },
  { title: 'upstream', value: ({ upstream }) => upstream, shrinks: true },
  { title: 'last hour', value: ({ last_hour_ticks: ticks }) => money(ticks) },
  { title: 'last 24 hours', value: ({ last_day_ticks: ticks }) => money(ticks) },
  { title: '', value: ({ simulated }) => (simulated ? 'simulated' : '') },
]
