import { type Job, linkAlarmAt, linkAlarmLevel } from '@reelkeep/core'
import { type AgingLink, type Database, listAgingLinks } from '@reelkeep/db'
import { describeError } from './log.ts'
import { settle } from './settle.ts'
import type { World } from './world.ts'

const linksPerTurnMax = 200

/** Says it when a paid clip's link has a third and then a tenth of its life left: once per link, whichever worker does. */
export async function giveLinkAlarms(db: Database, world: World): Promise<void> {
  const links = await listAgingLinks(db, linksPerTurnMax)
  await Promise.all(links.map((link) => giveAlarm(link, world)))
}

async function giveAlarm({ id, step }: AgingLink, world: World): Promise<void> {
  const job = await world.rows.load(id)
  const left = job && linkAlarmAt(job, world.clock.now())
  if (!job || !left || job.linkAlarms >= linkAlarmLevel(left)) return
  const event = { type: 'link-aging', left } as const
  const settled = await settle({ job, event, persistence: 'few-tries' }, world)
  if (settled.outcome !== 'saved') return
  world.metrics.linkAged(left)
  world.log[left === 'tenth' ? 'error' : 'warn'](fieldsOf(job, world), `a ${left} of a link’s life is left`)
  await ringAgain(settled.job, step, world)
}

function fieldsOf(job: Job, { clock }: World): Record<string, unknown> {
  const leftMs = (job.sourceExpiresAt ?? clock.now()).getTime() - clock.now().getTime()
  return {
    job_id: job.id,
    upstream: job.upstream,
    left_s: Math.round(leftMs / 1000),
    rescued_to: job.rescuedTo,
    waiting_for: job.waitingFor,
    charged_ticks: job.chargedTicks,
  }
}

/** The message that is on its way names the version before. What is due already is under way, or the sweep's. */
async function ringAgain(job: Job, step: AgingLink['step'], world: World): Promise<void> {
  const { id: jobId, version, dueAt, sourceExpiresAt } = job
  if (dueAt === null || dueAt <= world.clock.now()) return
  world.rows.remember(job)
  await world.wake([{ jobId, version, step, at: dueAt, expiresAt: sourceExpiresAt }]).catch((error) => {
    world.log.warn({ job_id: jobId, error: describeError(error) }, 'not rung; the sweep will')
  })
}
