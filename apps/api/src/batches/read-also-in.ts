import type { Ticks } from '@reelkeep/core'
import { type BatchOfFile, countBatchContents, listBatchesOfFile } from '@reelkeep/db'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import type { Admission } from './admit-batch.ts'
import type { BatchFields } from './batch-fields.ts'

/** An earlier batch and how many of the clips that are about to be bought it holds already. */
export type AlsoIn = BatchOfFile & {
  readonly rows: number
  /** What those with a price cost, bought again. */
  readonly ticks: Ticks
  readonly unpricedRows: number
}

/** A name that ends with a day, as the shell gives one to a file. */
const datedName = /^(.+) \d{4}-\d{2}-\d{2}$/s
/** More of one file's batches than these are not looked into. */
const batchesMax = 5

/**
 * What the file's batches of other days hold of what would be bought: the same command on the next day means another
 * batch, and pays for all of it anew.
 */
export async function readAlsoIn(
  { bought }: Admission,
  { name }: BatchFields,
  { ownerId }: Caller,
  { db }: Pick<AppDeps, 'db'>,
): Promise<readonly AlsoIn[]> {
  const stem = datedName.exec(name)?.[1]
  if (stem === undefined || bought.length === 0) return []
  const found: AlsoIn[] = []
  for (const batch of await listBatchesOfFile(db, { ownerId, stem, name, limit: batchesMax })) {
    const equal = equalRows(bought, await countBatchContents(db, batch.id))
    if (equal.rows > 0) found.push({ ...batch, ...equal })
  }
  return found
}

/** Equal rows count as often as both have them. */
function equalRows(bought: Admission['bought'], held: ReadonlyMap<string, number>) {
  const met = new Map<string, number>()
  const equal = { rows: 0, ticks: 0n, unpricedRows: 0 }
  for (const { contentHash, ticks } of bought) {
    const before = met.get(contentHash) ?? 0
    if (before >= (held.get(contentHash) ?? 0)) continue
    met.set(contentHash, before + 1)
    equal.rows += 1
    equal.ticks += ticks ?? 0n
    if (ticks === null) equal.unpricedRows += 1
  }
  return equal
}
