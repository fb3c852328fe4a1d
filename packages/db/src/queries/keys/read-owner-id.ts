import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'

export async function readOwnerId({ sql }: Database, name: string): Promise<OwnerId | null> {
  const [row] = await sql<{ id: OwnerId }[]>`select id from owners where name = ${name}`
  return row?.id ?? null
}
