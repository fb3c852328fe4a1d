/** How often each kind of call was answered with what: an HTTP status, or `lost` when the socket was destroyed. */
export type CallCounts = {
  count(kind: CallKind, result: number | 'lost'): void
  list(): { readonly [kind in CallKind]: { readonly [result: string]: number } }
}

export type CallKind = 'create' | 'poll' | 'download'

export function openCallCounts(): CallCounts {
  const counts: { [kind in CallKind]: { [result: string]: number } } = { create: {}, poll: {}, download: {} }
  return {
    count(kind, result) {
      counts[kind][result] = (counts[kind][result] ?? 0) + 1
    },
    list: () => counts,
  }
}
