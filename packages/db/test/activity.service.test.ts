import { createTestDatabase } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { adminKeyId, adminOwnerId, readActivity, writeAuditEntries } from '../src/index.ts'

test('the latest entry of the audit is the newest, not the one whose number reads last', async () => {
  await using database = await createTestDatabase()
  const entry = {
    ownerId: adminOwnerId,
    actor: adminKeyId,
    action: 'x',
    target: 'y',
    reason: null,
    requestId: null,
  }
  await writeAuditEntries(database.db, Array(10).fill(entry))
  expect((await readActivity(database.db, adminOwnerId)).auditId).toBe('10')
})
