/**
 * Runs `turn` again and again, never twice at once: after `everyMs`, sooner when nudged or when a turn asks for it.
 * A turn that throws is reported and the loop goes on.
 */
export type Loop = {
  nudge(): void
  /** No turn begins any more; resolves when the one under way is over. */
  stop(): Promise<void>
}

export type LoopOptions = {
  readonly everyMs: number
  /** May answer how soon the next turn is wanted; null: as usual. */
  readonly turn: () => Promise<number | null>
  readonly onError: (error: unknown) => void
  /** Nudges closer together than this share a turn. */
  readonly pauseMs?: number
}

export function startLoop({ everyMs, turn, onError, pauseMs = 0 }: LoopOptions): Loop {
  let stopped = false
  let nudged = false
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null

  function begin(): void {
    if (timer) clearTimeout(timer)
    timer = null
    nudged = false
    running = run().finally(() => {
      running = null
    })
  }

  async function run(): Promise<void> {
    let waitMs: number | null = null
    try {
      waitMs = await turn()
    } catch (error) {
      onError(error)
    }
    if (stopped) return
    timer = setTimeout(begin, nudged ? pauseMs : Math.min(Math.max(waitMs ?? everyMs, 0), everyMs))
  }

  begin()
  return {
    nudge: () => {
      // Already nudged: its turn is coming, and must not be put off again.
      if (stopped || nudged) return
      nudged = true
      // While a turn is under way its end looks at `nudged`.
      if (timer) {
        clearTimeout(timer)
        timer = setTimeout(begin, pauseMs)
      }
    },
    stop: async () => {
      stopped = true
      if (timer) clearTimeout(timer)
      await running
    },
  }
}
