// The path where a container engine answers. Images are the official names; nothing here needs them to be had.
const postgresImage = 'postgres:18'
const redisImage = 'redis:8'

export type Containers =
  | {
      readonly outcome: 'started'
      readonly postgresUrl: string
      readonly redisUrl: string
      stop(): Promise<unknown>
    }
  /** No engine answers, or REELKEEP_TEST_SERVICES=embedded says not to look. */
  | { readonly outcome: 'no-engine' }
  /** An engine answers and could not do it. */
  | { readonly outcome: 'failed'; readonly why: string }

export async function startContainers(): Promise<Containers> {
  if (process.env.REELKEEP_TEST_SERVICES === 'embedded') return { outcome: 'no-engine' }
  // Loaded only here: it is a large library, and most machines have no engine.
  const { getContainerRuntimeClient } = await import('testcontainers')
  try {
    await getContainerRuntimeClient()
  } catch {
    // Its way of saying that no engine answers.
    return { outcome: 'no-engine' }
  }
  try {
    return await startBoth()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      outcome: 'failed',
      why: `a container engine answers but could not start the services (${reason}); embedded ones are used`,
    }
  }
}

async function startBoth(): Promise<Containers> {
  const [{ PostgreSqlContainer }, { RedisContainer }] = await Promise.all([
    import('@testcontainers/postgresql'),
    import('@testcontainers/redis'),
  ])
  const database = await new PostgreSqlContainer(postgresImage)
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .start()
  try {
    const redis = await new RedisContainer(redisImage).start()
    return {
      outcome: 'started',
      postgresUrl: database.getConnectionUri(),
      redisUrl: redis.getConnectionUrl(),
      stop: () => Promise.all([database.stop(), redis.stop()]),
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}
