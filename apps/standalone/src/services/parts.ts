/** What has been started, in order; stopped in the opposite one, so that nobody loses what it stands on. */
export type Parts = {
  add(stop: () => Promise<void>): void
  stop(): Promise<void>
}

export function createParts(): Parts {
  const stops: (() => Promise<void>)[] = []
  let stopping: Promise<void> | null = null
  const stopAll = async () => {
    const failures: unknown[] = []
    for (const stop of stops.toReversed()) await stop().catch((error) => failures.push(error))
    if (failures.length > 0) throw new AggregateError(failures, 'some parts did not stop cleanly')
  }
  return {
    add: (stop) => {
      // What was still starting when everything else was stopped has come too late.
      if (stopping === null) stops.push(stop)
      else void stop()
    },
    stop: () => {
      stopping ??= stopAll()
      return stopping
    },
  }
}
