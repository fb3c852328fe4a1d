import type { OwnerId } from '@reelkeep/core'
import type { Sql } from '../../open-database.ts'
import { batchNamed, jobIdShape } from '../job-conditions.ts'

/** What a person's one text means among the owner's jobs. */
export type TextMeaning = {
  /** Jobs that it names, or whose prompts have its words if these are few. */
  readonly ids: readonly string[]
  /** The batch that it names. */
  readonly batchId: string | null
  /** So many prompts have its words that they are looked for from the newest back. */
  readonly isCommon: boolean
}

/** Up to so many jobs are told by name. */
const namedMax = 2_000

export async function findText(sql: Sql, ownerId: OwnerId, text: string): Promise<TextMeaning> {
  if (jobIdShape.test(text)) return { ids: [text], batchId: null, isCommon: false }
  const [[named], [worded]] = await Promise.all([
    sql<[{ ids: string[]; batch_id: string | null }]>`
      select (${batchNamed(sql, ownerId, text)}) as batch_id, array(
        (select j.id from jobs j where j.owner_id = ${ownerId} and j.custom_id = ${text} order by j.id desc limit ${namedMax})
        union all (select s.job_id from submissions s where s.task_id = ${text} limit ${namedMax})) as ids`,
    sql<[{ ids: string[] }]>`
      select array(select w.job_id from job_words w where w.words @@ plainto_tsquery('simple', ${text})
        limit ${namedMax + 1}) as ids`,
  ])
  const isCommon = worded.ids.length > namedMax
  return { ids: isCommon ? named.ids : [...named.ids, ...worded.ids], batchId: named.batch_id, isCommon }
}
