import { type CallCounts, openCallCounts } from '../call-counts.ts'

/** What passed through one mount since this process started. */
export type Traffic = {
  readonly calls: CallCounts
  /** A creation or a question arrived. */
  noteRequest(nowMs: number): void
  /** A link was followed with a key in hand; `isWanted` where the link asks for one. */
  noteKeyOnLink(isWanted: boolean): void
  list(): {
    readonly shortestGapMs: number | null
    readonly keysOnLinks: number
    readonly keysOnContent: number
  }
}

export function openTraffic(): Traffic {
  let lastAtMs: number | null = null
  let shortestGapMs: number | null = null
  let keysOnLinks = 0
  let keysOnContent = 0
  return {
    calls: openCallCounts(),
    noteRequest(nowMs) {
      if (lastAtMs !== null) shortestGapMs = Math.min(shortestGapMs ?? Infinity, nowMs - lastAtMs)
      lastAtMs = nowMs
    },
    noteKeyOnLink(isWanted) {
      if (isWanted) keysOnContent += 1
      else keysOnLinks += 1
    },
    list: () => ({ shortestGapMs, keysOnLinks, keysOnContent }),
  }
}
