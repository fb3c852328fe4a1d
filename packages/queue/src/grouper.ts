/**
 * Calls that arrive while a statement is under way leave together when it is back: many small writes share one
 * round trip and one commit, and a call that finds nothing under way leaves at once.
 */
export type Grouper<Input, Output> = {
  call(input: Input): Promise<Output>
  /** Resolves when every call made so far is settled. */
  idle(): Promise<void>
}

export type GrouperOptions<Input, Output> = {
  /** One answer per input, in the same order. */
  readonly run: (inputs: readonly Input[]) => Promise<readonly Output[]>
  readonly batchMax: number
  /** Inputs of one key never share a batch: the later one waits for the next. */
  readonly keyOf?: (input: Input) => string
  /** Batches that may be under way at once. */
  readonly lanes?: number
}

type Pending<Input, Output> = {
  readonly input: Input
  readonly resolve: (output: Output) => void
  readonly reject: (error: unknown) => void
}

export function createGrouper<Input, Output>(options: GrouperOptions<Input, Output>): Grouper<Input, Output> {
  const lanesMax = options.lanes ?? 1
  let pending: Pending<Input, Output>[] = []
  const busyKeys = new Set<string>()
  let running = 0
  let flushScheduled = false
  let idleWaiters: (() => void)[] = []

  const keyOf = options.keyOf

  function call(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      pending.push({ input, resolve, reject })
      scheduleFlush()
    })
  }

  // A macrotask later, so that all calls made in answer to one batch travel together.
  function scheduleFlush(): void {
    if (flushScheduled || running >= lanesMax) return
    flushScheduled = true
    setImmediate(() => {
      flushScheduled = false
      while (running < lanesMax) {
        const batch = takeBatch()
        if (batch.length === 0) return
        void runBatch(batch)
      }
    })
  }

  function takeBatch(): Pending<Input, Output>[] {
    const batch: Pending<Input, Output>[] = []
    const later: Pending<Input, Output>[] = []
    for (const entry of pending) {
      const key = keyOf?.(entry.input)
      const fits = batch.length < options.batchMax && (key === undefined || !busyKeys.has(key))
      if (!fits) {
        later.push(entry)
        continue
      }
      if (key !== undefined) busyKeys.add(key)
      batch.push(entry)
    }
    pending = later
    return batch
  }

  async function runBatch(batch: readonly Pending<Input, Output>[]): Promise<void> {
    running += 1
    try {
      const outputs = await options.run(batch.map((entry) => entry.input))
      batch.forEach((entry, index) => {
        const output = outputs[index]
        if (output === undefined)
          entry.reject(new Error(`a batch of ${batch.length} got ${outputs.length} answers`))
        else entry.resolve(output)
      })
    } catch (error) {
      for (const entry of batch) entry.reject(error)
    } finally {
      running -= 1
      for (const entry of batch) if (keyOf) busyKeys.delete(keyOf(entry.input))
      if (pending.length > 0) scheduleFlush()
      else if (running === 0) releaseIdleWaiters()
    }
  }

  function releaseIdleWaiters(): void {
    const waiters = idleWaiters
    idleWaiters = []
    for (const wake of waiters) wake()
  }

  function idle(): Promise<void> {
    if (running === 0 && pending.length === 0) return Promise.resolve()
    return new Promise((resolve) => idleWaiters.push(resolve))
  }

  return { call, idle }
}
