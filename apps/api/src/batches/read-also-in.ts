import { type EarlierRows, findEarlierRows } from '@reelkeep/db'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import type { Admission } from './admit-batch.ts'
import type { BatchFields } from './batch-fields.ts'

/** A name that ends with a day, as the shell gives one to a file. */
const datedName = /^(.+) \d{4}-\d{2}-\d{2}$/s

/**
 * What the file's batches of other days hold of what would be bought: the same command on the next day means another
 * batch, and pays for all of it anew.
 */
export async function readAlsoIn(
  { bought }: Admission,
  { name }: BatchFields,
  { ownerId }: Caller,
  { db }: Pick<AppDeps, 'db'>,
): Promise<readonly EarlierRows[]> {
  const stem = datedName.exec(name)?.[1]
  return stem === undefined ? [] : findEarlierRows(db, { ownerId, stem, name, rows: bought })
}
