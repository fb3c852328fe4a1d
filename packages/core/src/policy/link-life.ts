// How much of a link's life is left, and what its age asks for.
import type { Job } from '../job/job.ts'

type Link = Pick<Job, 'sourceSeenAt' | 'sourceExpiresAt'>

/** The alarms in their order; a link that is given anew begins without any. */
export const linkAlarms = ['third', 'tenth'] as const
export type LinkAlarm = (typeof linkAlarms)[number]

/** A download needs minutes, and so does a store that hangs before it fails; no link is left less than this if it has it. */
const rescueLeadMs = 600_000

/** The alarm that is due for a link by what is left of its life; null: none, or its life is not known. */
export function linkAlarmAt(link: Link, now: Date): LinkAlarm | null {
  const lifeMs = lifeOf(link)
  if (lifeMs === null || link.sourceExpiresAt === null) return null
  const leftMs = link.sourceExpiresAt.getTime() - now.getTime()
  if (leftMs < lifeMs / 10) return 'tenth'
  return leftMs < lifeMs / 3 ? 'third' : null
}

/** The number that the row keeps of an alarm: of two, the later is the higher. */
export function linkAlarmLevel(alarm: LinkAlarm | null): number {
  return alarm === null ? 0 : linkAlarms.indexOf(alarm) + 1
}

/**
 * From when on the clip has to be fetched although the store cannot take it: in the last tenth of the link's life, but
 * not later than ten minutes before its end, nor before half of a life that is shorter. Null: nobody knows how long the
 * link lives, so at once.
 */
export function rescueAt(link: Link): Date | null {
  const lifeMs = lifeOf(link)
  if (lifeMs === null || link.sourceExpiresAt === null) return null
  const leadMs = Math.max(lifeMs / 10, Math.min(rescueLeadMs, lifeMs / 2))
  return new Date(link.sourceExpiresAt.getTime() - leadMs)
}

function lifeOf({ sourceSeenAt, sourceExpiresAt }: Link): number | null {
  if (sourceSeenAt === null || sourceExpiresAt === null) return null
  return Math.max(0, sourceExpiresAt.getTime() - sourceSeenAt.getTime())
}
