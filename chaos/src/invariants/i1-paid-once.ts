import { type Invariant, verdictOf } from './invariant.ts'

type Paid = {
  readonly prompt: string
  readonly jobs: number
  readonly authorised: number
  readonly ids: string
}

/**
 * A resubmission is authorised where the records say so before it went out: an earlier submission that is known not to
 * have been sent, that was refused, whose task failed for free, or that a person gave up.
 */
const authorised = `
  select j.prompt, count(distinct j.id)::int as jobs, string_agg(distinct j.id, ', ') as ids,
    count(s.id) filter (where s.status not in ('intent', 'not_sent', 'rejected'))::int as authorised
  from jobs j left join submissions s on s.job_id = j.id
  group by j.prompt`

/** Tasks are told apart by their prompts, which rows make unique. */
export const i1: Invariant = {
  name: 'I1',
  promise: 'paid once',
  check: async ({ world, tasks }) => {
    const rows = await world.postgres.execute<Paid>(authorised)
    const known = new Map(rows.map((row) => [row.prompt, row]))
    const creations = Map.groupBy(tasks, ({ prompt }) => prompt)
    const offenders = [...creations].flatMap(([prompt, made]) => {
      const paid = known.get(prompt)
      if (paid === undefined)
        return [`${made.length} tasks that no job asked for: ${made.map(({ id }) => id)}`]
      if (made.length <= paid.authorised) return []
      return [`${paid.ids}: ${made.length} creations, ${paid.authorised} submissions that may have created`]
    })
    const jobs = rows.reduce((sum, row) => sum + row.jobs, 0)
    return verdictOf({ jobs, creations: tasks.length }, [...offenders, ...(await sentTwice(world))])
  },
}

/** What may have been sent was followed by another submission, and nobody allowed it. */
async function sentTwice(world: Parameters<Invariant['check']>[0]['world']): Promise<string[]> {
  const rows = await world.postgres.execute<{ job_id: string; number: number; status: string }>(`
    select a.job_id, a.number, a.status from submissions a
    join submissions b on b.job_id = a.job_id and b.number = a.number + 1
    where a.status in ('sending', 'unknown', 'accepted', 'finished')`)
  return rows.map(
    ({ job_id, number, status }) => `${job_id}: submission ${number} is ${status}, and was followed`,
  )
}
