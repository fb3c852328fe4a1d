import { type Invariant, verdictOf } from './invariant.ts'

type Bound = { readonly task_id: string; readonly bindings: number }
type Doubtful = { readonly prompt: string; readonly id: string; readonly doubts: number }

const bound = `
  select task_id, count(*)::int as bindings from submissions where task_id is not null group by task_id`

/** In doubt, given up by a person, or known to have been accepted too late for its job. */
const doubtful = `
  select j.prompt, min(j.id) as id,
    (count(*) filter (where s.status in ('sending', 'unknown', 'written_off', 'resolved_absent')))::int as doubts
  from jobs j join submissions s on s.job_id = j.id where s.task_id is null group by j.prompt`

export const i2: Invariant = {
  name: 'I2',
  promise: 'no orphan spend',
  check: async ({ world, tasks }) => {
    const bindings = new Map(
      (await world.postgres.execute<Bound>(bound)).map((row) => [row.task_id, row.bindings]),
    )
    const doubts = new Map((await world.postgres.execute<Doubtful>(doubtful)).map((row) => [row.prompt, row]))
    const twice = tasks.filter(({ id }) => (bindings.get(id) ?? 0) > 1)
    const unbound = Map.groupBy(
      tasks.filter(({ id }) => !bindings.has(id)),
      ({ prompt }) => prompt,
    )
    const unlisted = [...unbound].flatMap(([prompt, creations]) => {
      const listed = doubts.get(prompt)?.doubts ?? 0
      if (creations.length <= listed) return []
      return [
        `${creations.map(({ id }) => id).join(', ')}: bound to nothing, and ${listed} doubts on record for it`,
      ]
    })
    const madeUp = [...bindings.keys()].filter((taskId) => !tasks.some(({ id }) => id === taskId))
    return verdictOf({ boundTasks: bindings.size, listedOrphans: [...unbound.values()].flat().length }, [
      ...unlisted,
      ...twice.map(({ id }) => `${id} is bound twice`),
      ...madeUp.map((id) => `${id} is bound and the upstream never made it`),
    ])
  },
}
