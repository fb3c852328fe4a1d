import type { OpenChaosWorld } from '../world/open-world.ts'
import { type Invariant, verdictOf } from './invariant.ts'

type Paid = { readonly prompt: string; readonly allowed: number; readonly ids: string }

/** A submission that never left, or that the upstream refused, has bought nothing; each other one may have, once. */
const allowed = `
  select j.prompt, string_agg(distinct j.id, ', ') as ids,
    count(s.id) filter (where s.status not in ('intent', 'not_sent', 'rejected'))::int as allowed
  from jobs j left join submissions s on s.job_id = j.id
  group by j.prompt`

/** Nothing that may have been sent is followed by another submission unless its doubt was ended. */
const followedInDoubt = `
  select a.job_id, a.number, a.status from submissions a
  where a.status in ('sending', 'unknown', 'accepted', 'finished')
    and exists (select from submissions b where b.job_id = a.job_id and b.number > a.number)`

/** Ended by a person, who is on record, or by a policy that had an allowance for it. */
const endedByNobody = `
  select a.job_id, a.number, a.status from submissions a
  where a.status = 'resolved_absent' and a.resubmit_granted_on is null
    and not exists (select from audit_entries e where e.target = a.job_id)`

/** Tasks are told apart by their prompts, which rows make unique. */
export const i1: Invariant = {
  name: 'I1',
  promise: 'paid once',
  check: async ({ world, tasks }) => {
    const rows = await world.postgres.execute<Paid>(allowed)
    const known = new Map(rows.map((row) => [row.prompt, row]))
    const made = Map.groupBy(tasks, ({ prompt }) => prompt)
    const tooMany = [...made].flatMap(([prompt, creations]) => {
      const paid = known.get(prompt)
      const ids = creations.map(({ id }) => id).join(', ')
      if (paid === undefined) return [`no job asked for ${ids}`]
      if (creations.length <= paid.allowed) return []
      return [
        `${paid.ids}: ${creations.length} creations (${ids}), ${paid.allowed} submissions that may have created`,
      ]
    })
    const figures = {
      jobs: await count(world),
      creations: tasks.length,
      furtherSubmissions: await furtherSubmissions(world),
    }
    return verdictOf(figures, [
      ...tooMany,
      ...(await named(world, followedInDoubt, 'is followed by another')),
      ...(await named(world, endedByNobody, 'was ended by nobody on record')),
    ])
  },
}

type Submission = { readonly job_id: string; readonly number: number; readonly status: string }

async function named(world: OpenChaosWorld, query: string, what: string): Promise<string[]> {
  const rows = await world.postgres.execute<Submission>(query)
  return rows.map(({ job_id, number, status }) => `${job_id}: submission ${number}, ${status}, ${what}`)
}

async function count(world: OpenChaosWorld): Promise<number> {
  const [row] = await world.postgres.execute<{ count: number }>('select count(*)::int as count from jobs')
  return row?.count ?? 0
}

async function furtherSubmissions(world: OpenChaosWorld): Promise<number> {
  const [row] = await world.postgres.execute<{ count: number }>(
    `select count(*)::int as count from submissions where number > 1`,
  )
  return row?.count ?? 0
}
