import { randomUUID } from 'node:crypto'
import { decide } from '@reelkeep/core'
import { listRefusedLinks, saveDecisions, setGate } from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import { expect, it } from 'vitest'
import { openJourneyWorld, upstreamName } from './journey-world.ts'

it('a clip whose host is refused names the command, and is archived by the same worker once that was given', async () => {
  await using world = await openJourneyWorld()
  const { db } = world
  const [id] = await world.addJobs(1)
  await world.startWorker({ allowPrivateHosts: [] })
  const [refusedId] = await waitUntil(
    async () => {
      const ids = await listRefusedLinks(db, upstreamName, { limit: 10 })
      return ids.length > 0 ? ids : null
    },
    { what: 'a refused link' },
  )
  expect(refusedId).toBe(id)
  const [job] = await world.jobs([refusedId as never])
  if (job === undefined) throw new Error('no such job')
  const host = new URL(job.sourceUrl ?? '').host
  const events = await db.sql<{ detail: { why: string } }[]>`
    select detail from job_events where job_id = ${job.id} and kind = 'link-refused'`
  expect(events[0]?.detail.why).toMatch(`"reelkeep upstream allow ${upstreamName} ${host}" allows it`)

  await setGate(db, upstreamName, { allowHost: host })
  const { rules } = world.config.upstreams[0] as (typeof world.config.upstreams)[number]
  const context = { now: new Date(), rules, jitter: 0 }
  const verdict = decide(job, { type: 'link-allowed', by: 'a person', host }, context)
  if (verdict.outcome === 'ignored') throw new Error(verdict.why)
  await saveDecisions(db, [{ job, decision: verdict.decision, saveId: randomUUID() }])
  expect(await world.waitUntilSettled(20_000)).toEqual({ archived: 1 })
})
