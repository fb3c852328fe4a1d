import type { OwnerId } from '@reelkeep/core'
import { type AuditRecord, type Database, readNames } from '@reelkeep/db'
import type { Caller } from '../../caller.ts'
import { idsIn } from '../../presenters/present-audit-entry.ts'

/**
 * What the batches and keys are called that entries name as their target or in their detail. The names of other keys are
 * for those who may list keys.
 */
export async function namesOf(
  db: Database,
  entries: readonly AuditRecord[],
  { scopes, keyId }: Pick<Caller, 'scopes' | 'keyId'>,
  /** Null: of every owner. */
  ownerId: OwnerId | null,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(entries.flatMap(idsIn))]
  const mayKnow = (id: string) => id.startsWith('key_') && (scopes.includes('admin') || id === keyId)
  return readNames(db, scopes.includes('admin') ? null : ownerId, {
    batchIds: ids.filter((id) => id.startsWith('batch_')),
    keyIds: ids.filter(mayKnow),
  })
}
