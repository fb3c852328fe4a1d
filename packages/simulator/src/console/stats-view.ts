import type { CallCounts } from '../call-counts.ts'
import { mountNames } from '../mounts/mount-names.ts'
import type { World } from '../world.ts'

/** What passed since this process started, in all and by mount. */
export function statsView({ store, mounts, speed }: World): object {
  const tasks = [...store.entries.values()].map(({ task }) => task)
  const byMount = mountNames.map((name) => {
    const { calls, ...traffic } = mounts[name].traffic
    const { shortestGapMs, keysOnLinks, keysOnContent } = traffic.list()
    return [
      name,
      {
        tasks: tasks.filter(({ mount }) => mount === name).length,
        calls: calls.list(),
        // Between any two creations or questions, in the vendor's seconds.
        shortest_request_gap_s: shortestGapMs === null ? null : (shortestGapMs / 1000) * speed,
        keys_on_links: keysOnLinks,
        keys_on_content: keysOnContent,
      },
    ]
  })
  const all = mountNames.map((name) => mounts[name].traffic.calls.list())
  return { tasks: tasks.length, calls: total(all), mounts: Object.fromEntries(byMount) }
}

type Calls = ReturnType<CallCounts['list']>

function total(all: readonly Calls[]): Calls {
  const sums: { [kind in keyof Calls]: { [result: string]: number } } = { create: {}, poll: {}, download: {} }
  for (const calls of all) {
    for (const kind of ['create', 'poll', 'download'] as const) {
      for (const [result, count] of Object.entries(calls[kind])) {
        sums[kind][result] = (sums[kind][result] ?? 0) + count
      }
    }
  }
  return sums
}
