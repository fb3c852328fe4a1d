/** Something was under way from one moment to the other. */
export type BusySpan = { readonly from: Date; readonly to: Date }

/** How much of the window the spans cover together, whatever lies over what. */
export function busyTimeMs(spans: readonly BusySpan[], window: BusySpan): number {
  let countedToMs = window.from.getTime()
  let sumMs = 0
  for (const { from, to } of spans.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const beginMs = Math.max(from.getTime(), countedToMs)
    const endMs = Math.min(to.getTime(), window.to.getTime())
    if (endMs <= beginMs) continue
    sumMs += endMs - beginMs
    countedToMs = endMs
  }
  return sumMs
}
