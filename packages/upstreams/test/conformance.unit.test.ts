import { modes } from '@reelkeep/core'
import { scenarioTable } from '@reelkeep/simulator'
import { describe, it } from 'vitest'
import { conformanceCases } from '../src/conformance.ts'
import type { Fault } from '../src/conformance-faults.ts'
import { openWorld } from './conformance-worlds.ts'
import { offers, scenarios, startSimulated } from './simulated-upstreams.ts'

/** Some faults exist in some vendors' shapes only; the simulator knows which. */
const plays =
  ({ profile }: (typeof offers)[number]) =>
  (fault: Fault): boolean => {
    if (fault === 'none') return true
    const scenario = scenarioTable.get(scenarios[fault])?.scenario
    return scenario !== undefined && (scenario.mounts?.includes(profile) ?? true)
  }

describe.each(offers)('$profile, over a socket to the simulator', (offer) => {
  const offered = modes.filter((mode) => offer.modes[mode] !== undefined)
  for (const { title, run } of conformanceCases({ modes: offered, plays: plays(offer) })) {
    it(title, async () => {
      await using world = await openWorld(offer, await startSimulated(offer.profile))
      await run(world)
    })
  }
})
