import { createHash } from 'node:crypto'
import { type Evidence, type Invariant, verdictOf } from './invariant.ts'

type Kept = {
  readonly id: string
  readonly state: string
  readonly clip_key: string
  readonly key: string | null
  readonly sha256: string | null
  readonly bytes: string | null
  readonly prompt: string
  readonly task_id: string | null
}

const kept = `
  select j.id, j.state, j.clip_key, c.key, c.sha256, c.bytes::text, j.prompt,
    (select s.task_id from submissions s where s.job_id = j.id order by s.number desc limit 1) as task_id
  from jobs j left join clips c on c.job_id = j.id`

/** Past the age at which the world's workers abort an upload, and their next look. */
const sweptWithinMs = 10_000

/** Bytes are read back from the store and hashed: a row that says so is no proof. */
export const i3: Invariant = {
  name: 'I3',
  promise: 'one object, whole',
  check: async ({ world, tasks }) => {
    const jobs = await world.postgres.execute<Kept>(kept)
    const hashes = new Map(tasks.map(({ id, sha256 }) => [id, sha256]))
    const objects = new Map((await world.store.objects()).map(({ key, bytes }) => [key, bytes]))
    const offenders: string[] = []
    const archived = jobs.filter(({ state }) => state === 'archived')
    let compared = 0
    for (const job of archived) {
      const key = job.key ?? job.clip_key
      if (!objects.has(key)) {
        offenders.push(`${job.id} is archived and has no object`)
        continue
      }
      const bytes = await world.store.read(key)
      compared += 1
      const hash = createHash('sha256').update(bytes).digest('hex')
      if (hash !== job.sha256) offenders.push(`${job.id}: the object is not what its row says`)
      if (hash !== hashes.get(job.task_id ?? ''))
        offenders.push(`${job.id}: the object is not what the upstream made`)
    }
    const clipKeys = new Map(jobs.map((job) => [job.clip_key, job]))
    for (const [key] of objects) {
      if (!key.endsWith('.mp4')) continue
      const job = clipKeys.get(key)
      if (job === undefined) offenders.push(`${key} belongs to no job`)
      else if (job.state !== 'archived') {
        // It may stand before its row knows of it, and is whole then: it was checked before it became visible.
        const hash = createHash('sha256')
          .update(await world.store.read(key))
          .digest('hex')
        compared += 1
        const isWhole = tasks.some(({ prompt, sha256 }) => prompt === job.prompt && sha256 === hash)
        if (!isWhole) offenders.push(`${key} is visible and nothing that the upstream made for ${job.id}`)
      }
    }
    const unfinished = await leftUploads(world)
    for (const key of unfinished) offenders.push(`an upload to ${key} is left unfinished`)
    return verdictOf(
      { hashesCompared: compared, objects: objects.size, unfinishedUploads: unfinished.length },
      offenders,
    )
  },
}

/** The workers' own sweep takes back what a dead one began, some seconds after it was begun here. */
async function leftUploads(world: Evidence['world']): Promise<readonly string[]> {
  await world
    .until(
      'uploads are swept',
      async () => (await world.store.unfinishedUploads()).length === 0,
      sweptWithinMs,
    )
    .catch(() => undefined)
  return world.store.unfinishedUploads()
}
