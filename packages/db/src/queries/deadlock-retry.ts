import postgres from 'postgres'

const deadlockDetected = '40P01'
const tries = 5

/** Runs a statement again when Postgres ended it to break a deadlock: nothing of it was written. */
export async function withDeadlockRetry<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await run()
    } catch (error) {
      if (left === 0 || !isDeadlock(error)) throw error
    }
  }
}

function isDeadlock(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === deadlockDetected
}
