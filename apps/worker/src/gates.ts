import { type Database, ensureGates, readGates, setGate } from '@reelkeep/db'
import { environmentName } from '@reelkeep/upstreams'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import type { Log } from './log.ts'

/** The one reason that a start may take back by itself: what was missing is there now. */
export function noKeyReason(upstream: string): string {
  return `no key for ${upstream}: set ${environmentName(upstream)}_API_KEY`
}

/** Makes each upstream's gate, and holds it closed, saying so, while there is no key to submit with. */
export async function prepareGates(
  db: Database,
  upstreams: Iterable<ConfiguredUpstream>,
  log: Log,
): Promise<void> {
  const all = [...upstreams]
  await ensureGates(
    db,
    all.map(({ rules: { name, maxInFlight, requestsPerMinute } }) => ({
      upstream: name,
      maxInFlight,
      requestsPerMinute,
    })),
  )
  const standing = new Map((await readGates(db)).map((gate) => [gate.upstream, gate]))
  for (const { rules, settings } of all) {
    const reason = noKeyReason(rules.name)
    const closedReason = standing.get(rules.name)?.closedReason ?? null
    if (settings.configured && closedReason === reason) {
      await setGate(db, rules.name, { closedReason: null })
      log.info({ upstream: rules.name }, 'gate opened: the key is there')
    }
    if (!settings.configured && closedReason === null) await setGate(db, rules.name, { closedReason: reason })
    if (!settings.configured || (closedReason !== null && closedReason !== reason)) {
      log.warn(
        { upstream: rules.name, reason: closedReason ?? reason },
        'gate is closed: nothing is submitted',
      )
    }
  }
}
