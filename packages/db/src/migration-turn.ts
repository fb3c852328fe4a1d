// Whose turn it is to migrate, and how long a migration may stand in everybody's way. Who waits asks again and again: a
// statement that waits has a snapshot, and an index that another migrator builds concurrently would wait for it.
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'

export type MigrationPatience = {
  /** How long a statement may wait for a lock. Whoever comes after it waits behind it for as long. */
  readonly lockTimeoutMs: number
  /** How often a file is tried whose locks others hold. */
  readonly tries: number
  /** After the first try; each pause is longer, up to twenty times this. */
  readonly pauseMs: number
}

/** Five minutes in all, of which writers are held up for two seconds at a time. */
export const usualPatience: MigrationPatience = { lockTimeoutMs: 2_000, tries: 30, pauseMs: 500 }

/** Others held locks for longer than our patience; nothing of the transaction was kept. */
export class MigrationHeldUp extends Error {
  override name = 'MigrationHeldUp'
}

const migrationLock = 7_261_001
const askEveryMs = 200
const takenTurn = 'RK001'
/** A lock that did not come in time, and a deadlock that Postgres ended. */
const heldUpCodes: ReadonlySet<string> = new Set(['55P03', '40P01'])

/** Runs the statements as one message to the server, and so as one transaction, while no other migrator runs any. */
export function runInTurn(sql: postgres.Sql, statements: string, patience: MigrationPatience): Promise<void> {
  const message = `do $$ begin
  if not pg_try_advisory_xact_lock(${migrationLock}) then raise 'another migrator is at work' using errcode = '${takenTurn}'; end if;
end $$;
set local lock_timeout = ${patience.lockTimeoutMs};
${statements}`
  return patiently(patience, async () => {
    for (;;) {
      // Asked by itself, so that a wait of minutes does not fill the server's log with errors.
      await untilTrue(sql, `select pg_try_advisory_xact_lock(${migrationLock}) as is_ours`)
      try {
        await sql.unsafe(message).simple()
        return
      } catch (error) {
        if (codeOf(error) !== takenTurn) throw error
      }
    }
  })
}

/**
 * Holds the turn for as long as `act` takes, in no transaction. After a failure it ends with the connection, which the
 * caller closes.
 */
export async function holdTurn<Answer>(
  sql: postgres.Sql,
  patience: MigrationPatience,
  act: () => Promise<Answer>,
): Promise<Answer> {
  await untilTrue(sql, `select pg_try_advisory_lock(${migrationLock}) as is_ours`)
  const answer = await patiently(patience, act)
  await sql.unsafe(`select pg_advisory_unlock(${migrationLock})`)
  return answer
}

/** False: the connection that had the turn is gone, and the driver opened another. */
export async function isOurTurn(sql: postgres.Sql): Promise<boolean> {
  const [held] = await sql<[{ is_held: boolean }]>`
    select exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and granted
      and database = (select oid from pg_database where datname = current_database())
      and classid = 0 and objid = ${migrationLock} and objsubid = 1) as is_held`
  return held.is_held
}

async function patiently<Answer>(
  { tries, pauseMs, lockTimeoutMs }: MigrationPatience,
  act: () => Promise<Answer>,
): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await act()
    } catch (error) {
      if (!heldUpCodes.has(codeOf(error))) throw error
      if (tried >= tries) {
        throw new MigrationHeldUp(
          `a lock it needs was held by others each of the ${tries} times that it waited ${lockTimeoutMs} ms for it; pg_stat_activity shows who has been in a transaction for long`,
          { cause: error },
        )
      }
      await delay(Math.min(tried, 20) * pauseMs)
    }
  }
}

async function untilTrue(sql: postgres.Sql, question: string): Promise<void> {
  for (;;) {
    const [answer] = await sql.unsafe<{ is_ours: boolean }[]>(question)
    if (answer?.is_ours === true) return
    await delay(askEveryMs)
  }
}

function codeOf(error: unknown): string {
  return error instanceof postgres.PostgresError ? error.code : ''
}
