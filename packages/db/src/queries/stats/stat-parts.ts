import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'
import type { StatPart, StatSource } from './read-parts.ts'
import { spendFacts } from './spend-facts.ts'
import { spendSums } from './spend-sums.ts'
import { type StatScope, statFacts } from './stat-facts.ts'

type Term = PendingQuery<Row[]>

/**
 * What became of jobs within a time, as rows to add up, whatever each part of it is told from: `at`, `created`, `archived`,
 * `failed`, `canceled`, `reasons` (jsonb, by reason), `bytes`, `polls`, `codes` and `counts`.
 */
export function jobParts(sql: Sql, scope: StatScope, parts: readonly StatPart[]): Term {
  const sums = ({ source, from, to }: StatPart) => sql`
    select s.at, s.created, s.archived, s.failed, s.canceled, s.reasons, s.bytes, s.polls, s.codes, s.counts
    from job_stats s where s.span = ${source} and s.at >= ${from} and s.at < ${to} ${scoped(sql, scope)}`
  const facts = ({ from, to }: StatPart) => sql`
    select f.at, (f.what = 'created')::integer as created, (f.what = 'archived')::integer as archived,
      (f.what = 'failed')::integer as failed, (f.what = 'canceled')::integer as canceled,
      case when f.reason is null then '{}' else jsonb_build_object(f.reason, 1) end as reasons, f.bytes,
      f.polls::bigint as polls, f.codes::integer[] as codes, array_fill(1, array[cardinality(f.codes)]) as counts
    from (${statFacts(sql, scope, sql`${from}::timestamptz`, sql`${to}::timestamptz`)}) f`
  return unionAll(
    sql,
    parts.map((part) => (part.source === 'rows' ? facts(part) : sums(part))),
  )
}

/**
 * What was spent within a time, as rows to add up: `at`, `upstream`, `model`, `key_id`, `batch_id` ('' for none),
 * `simulated`, the ticks of each kind, `unknown`. There are no sums of six hours of it.
 */
export function spendParts(sql: Sql, scope: StatScope, parts: readonly StatPart[]): Term {
  const columns = sql`simulated, quoted_ticks, metered_ticks, estimated_ticks, contingent_ticks, unknown`
  const sums = (source: Exclude<StatSource, 'rows'>, { from, to }: StatPart) => sql`
    select s.at, s.upstream, s.model, s.key_id, s.batch_id, ${columns}
    from ${spendSums(sql, source)} s where s.at >= ${from} and s.at < ${to} ${scoped(sql, scope)}`
  const facts = ({ from, to }: StatPart) => sql`
    select f.at, f.upstream, f.model, (select j.key_id from jobs j where j.id = f.job_id) as key_id,
      coalesce(f.batch_id, '') as batch_id, ${columns}
    from (${spendFacts(sql, scope, sql`${from}::timestamptz`, sql`${to}::timestamptz`)}) f`
  return unionAll(
    sql,
    parts.map((part) => (part.source === 'rows' ? facts(part) : sums(part.source, part))),
  )
}

/** The scope as conditions on `s`, a table of sums. */
function scoped(sql: Sql, { ownerId, upstream, model }: StatScope): Term {
  return sql`
    ${ownerId === null ? sql`` : sql`and s.owner_id = ${ownerId}`}
    ${upstream === null ? sql`` : sql`and s.upstream = ${upstream}`}
    ${model === null ? sql`` : sql`and s.model = ${model}`}`
}

function unionAll(sql: Sql, [first, ...others]: readonly Term[]): Term {
  return others.reduce((all, part) => sql`${all} union all ${part}`, first ?? sql`select`)
}
