import type { Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { isOfToday } from '../waits-for.ts'

/** What each of these keys may still spend today beside what waits in line already. Keys without such a cap are left out. */
export async function readDayRoom({ sql }: Database, keyIds: readonly string[]): Promise<Map<string, Ticks>> {
  if (keyIds.length === 0) return new Map()
  const rows = await sql<{ id: string; room: string }[]>`
    select k.id, (k.day_cap_ticks - coalesce(d.ticks, 0) - coalesce(q.ticks, 0))::text as room
    from api_keys k
    left join lateral (
      select sum(a.reserved_ticks + a.charged_ticks + a.contingent_ticks) as ticks from accounts a
      where a.kind = 'day' and a.key_id = k.id and ${isOfToday(sql)}
    ) d on true
    left join lateral (
      select sum(coalesce(j.quoted_ticks, j.max_price_ticks, 0)) as ticks from jobs j
      where j.key_id = k.id and j.state = 'queued'
    ) q on true
    where k.id = any(${[...keyIds]}::text[]) and k.day_cap_ticks is not null`
  return new Map(rows.map(({ id, room }) => [id, BigInt(room)]))
}
