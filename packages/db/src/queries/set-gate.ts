import type { Database } from '../open-database.ts'

/** Absent: stays. Null for a limit: the configuration holds again. */
export type GateSettings = {
  readonly paused?: boolean
  /** Closes the gate for want of a key. */
  readonly noKeyReason?: string
  /** Opens it, however it was closed, and forgets what is held against the upstream: holds, cuts, lost submissions. */
  readonly reopened?: true
  readonly maxInFlight?: number | null
  readonly requestsPerMinute?: number | null
  readonly pollsPerMinute?: number | null
  /** One `host` or `host:port` more, or one less, that links may point to. */
  readonly allowHost?: string
  readonly disallowHost?: string
}

/**
 * What a person, or a start without a key, says about one upstream's gate. False: there is no such gate. Rejects when more
 * than 100 hosts would be allowed.
 */
export async function setGate({ sql }: Database, upstream: string, settings: GateSettings): Promise<boolean> {
  const { paused, noKeyReason, maxInFlight, requestsPerMinute, pollsPerMinute, allowHost, disallowHost } =
    settings
  const opens = settings.reopened ?? false
  const closes = !opens && noKeyReason !== undefined
  const rows = await sql`
    with opened_polls as (
      update poll_buckets set cut = 1, cut_at = null where upstream = ${upstream} and ${opens}
    )
    update upstream_gates set
      paused = coalesce(${paused ?? null}::boolean, paused),
      closed_kind = case when ${opens} then null when ${closes} then 'no_key' else closed_kind end,
      closed_reason = case when ${opens} then null when ${closes} then ${noKeyReason ?? null}::text else closed_reason end,
      closed_at = case when ${opens} then null when ${closes} then coalesce(closed_at, now()) else closed_at end,
      probe_at = case when ${opens || closes} then null else probe_at end,
      probe_wait_s = case when ${opens || closes} then null else probe_wait_s end,
      probe_job_id = case when ${opens || closes} then null else probe_job_id end,
      not_before = case when ${opens} then null else not_before end,
      cut = case when ${opens} then 1 else cut end,
      cut_at = case when ${opens} then null else cut_at end,
      opened_at = case when ${opens} then now() else opened_at end,
      strain = case when ${opens} then 0 else strain end,
      strain_at = case when ${opens} then null else strain_at end,
      max_in_flight = case when ${maxInFlight === undefined} then max_in_flight else ${maxInFlight ?? null}::int end,
      requests_per_minute = case when ${requestsPerMinute === undefined} then requests_per_minute
        else ${requestsPerMinute ?? null}::float8 end,
      polls_per_minute = case when ${pollsPerMinute === undefined} then polls_per_minute
        else ${pollsPerMinute ?? null}::float8 end,
      allowed_hosts = case when ${allowHost === undefined && disallowHost === undefined} then allowed_hosts
        else array_remove(array_remove(allowed_hosts, ${allowHost ?? null}::text), ${disallowHost ?? null}::text)
          || array_remove(array[${allowHost ?? null}::text], null) end,
      updated_at = now()
    where upstream = ${upstream}
    returning upstream`
  return rows.length === 1
}

/** Lets the next job try a gate that an upstream has closed, without waiting for its turn: something may be mended. */
export async function probeSoon({ sql }: Database, upstream: string): Promise<void> {
  await sql`
    update upstream_gates set probe_at = now(), updated_at = now()
    where upstream = ${upstream} and closed_kind in ('configuration', 'account') and probe_at > now()`
}
