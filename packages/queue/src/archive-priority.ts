/** Priorities are whole numbers up to 2^21 - 1 on both of BullMQ's backends, and a message without one goes before all. */
const priorityMax = 2 ** 21 - 1
const minuteMs = 60_000

/**
 * The sooner a link dies the lower the number, and the earlier its message is taken. Counted in minutes of the calendar
 * and not from now, so that messages rung at different times compare; it begins anew about every four years, when for
 * as long as links live some wait behind others. Unknown: at once.
 */
export function archivePriority(expiresAt: Date | null): number {
  if (expiresAt === null) return 1
  return 1 + (Math.max(0, Math.floor(expiresAt.getTime() / minuteMs)) % priorityMax)
}
