// What was found behind links of images lately, by the hash of the link.
import { createHash } from 'node:crypto'
import type { Database } from '../open-database.ts'

export type KeptLinkCheck = {
  readonly outcome: 'image' | 'not_an_image' | 'missing' | 'refused'
  /** Null for an image. */
  readonly message: string | null
}

/** What is known of these links and young enough to be believed. Ages in seconds. */
export async function readLinkChecks(
  { sql }: Database,
  links: readonly string[],
  ages: { readonly imageS: number; readonly refusalS: number },
): Promise<ReadonlyMap<string, KeptLinkCheck>> {
  const byHash = new Map(links.map((link) => [hashOf(link), link]))
  const rows = await sql<(KeptLinkCheck & { link_sha256: string })[]>`
    select link_sha256, outcome, message from image_link_checks
    where link_sha256 = any(${[...byHash.keys()]}::text[])
      and checked_at > now() - make_interval(secs => case when outcome = 'image' then ${ages.imageS}::float8
        else ${ages.refusalS}::float8 end)`
  return new Map(
    rows.map(({ link_sha256, outcome, message }) => [byHash.get(link_sha256) ?? '', { outcome, message }]),
  )
}

/** Nothing older than this is ever asked for. */
const keptFor = '1 day'

/** Keeps what was found, and drops some of what is too old to be of use. */
export async function keepLinkChecks(
  { sql }: Database,
  found: readonly { readonly link: string; readonly check: KeptLinkCheck }[],
): Promise<void> {
  const newest = new Map(found.map(({ link, check }) => [hashOf(link), check]))
  const checks = [...newest].sort(([one], [other]) => (one < other ? -1 : 1))
  await sql`
    with swept as (
      delete from image_link_checks where link_sha256 in (
        select link_sha256 from image_link_checks where checked_at < now() - ${keptFor}::interval
        order by checked_at limit 1000 for update skip locked)
    )
    insert into image_link_checks (link_sha256, outcome, message)
    select * from unnest(${checks.map(([hash]) => hash)}::text[], ${checks.map(([, { outcome }]) => outcome)}::text[],
      ${checks.map(([, { message }]) => message)}::text[])
    on conflict (link_sha256) do update set outcome = excluded.outcome, message = excluded.message, checked_at = now()`
}

function hashOf(link: string): string {
  return createHash('sha256').update(link).digest('hex')
}
