import { type Database, ensureGates, type Gate, probeSoon, readGates, setGate } from '@reelkeep/db'
import { environmentName } from '@reelkeep/upstreams'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import type { Log } from './log.ts'

/** What a start may take back by itself: what was missing is there now. */
export function noKeyReason(upstream: string): string {
  return `no key for ${upstream}: set ${environmentName(upstream)}_API_KEY`
}

/**
 * Makes each upstream's gate and holds it closed, saying so, while there is no key to submit with. A gate that the
 * upstream's answers have closed may be tried at once: whoever starts us may have mended the key or the address.
 */
export async function prepareGates(
  db: Database,
  upstreams: Iterable<ConfiguredUpstream>,
  log: Log,
): Promise<void> {
  const all = [...upstreams]
  await ensureGates(
    db,
    all.map(({ rules: { name, maxInFlight, requestsPerMinute, speed, maxOverdue } }) => ({
      upstream: name,
      maxInFlight,
      requestsPerMinute,
      speed,
      maxOverdue,
    })),
  )
  const standing = new Map((await readGates(db)).map((gate) => [gate.upstream, gate]))
  for (const upstream of all) {
    const gate = standing.get(upstream.rules.name)
    if (gate === undefined) continue
    await prepareGate(db, upstream, gate, log)
    sayWhatDiffers(upstream, gate, log)
  }
}

async function prepareGate(db: Database, upstream: ConfiguredUpstream, gate: Gate, log: Log): Promise<void> {
  const { name } = upstream.rules
  const { configured } = upstream.settings
  if (configured && gate.closedKind === 'no_key') {
    await setGate(db, name, { reopened: true })
    log.info({ upstream: name }, 'gate opened: the key is there')
    return
  }
  const reason = configured ? gate.closedReason : (gate.closedReason ?? noKeyReason(name))
  if (!configured && gate.closedKind === null) await setGate(db, name, { noKeyReason: noKeyReason(name) })
  if (configured) await probeSoon(db, name)
  if (reason !== null) log.warn({ upstream: name, reason }, 'gate is closed: nothing is submitted')
}

/** Live limits outlive restarts; whoever changes the configuration is told that it does not hold. */
function sayWhatDiffers({ rules }: ConfiguredUpstream, gate: Gate, log: Log): void {
  const limits = [
    { limit: 'max_in_flight', configured: rules.maxInFlight, live: gate.maxInFlight },
    {
      limit: 'requests_per_minute',
      configured: rules.requestsPerMinute / rules.speed,
      live: gate.requestsPerMinute,
    },
    { limit: 'polls_per_minute', configured: rules.pollsPerMinute / rules.speed, live: gate.pollsPerMinute },
  ]
  for (const { limit, configured, live } of limits) {
    if (live === null || live === configured) continue
    log.warn(
      { upstream: rules.name, limit, configured, live },
      'a live limit is in force instead of the configured one',
    )
  }
}
