import { allInvariants } from '../invariants/all-invariants.ts'
import { measure } from '../invariants/i10-bounded.ts'
import type { Evidence } from '../invariants/invariant.ts'
import { playRun } from '../play-run.ts'
import type { Row } from '../row.ts'
import { openChaosWorld } from '../world/open-world.ts'
import { allBreaks, type Break } from './breaks.ts'

/** Clips that were kept, and one in doubt: enough for every promise to be about something. */
const finished: Row = {
  number: 0,
  fault: 'none but a lost reply',
  expected: 'a world that can be broken',
  guards: [],
  isReleaseGate: false,
  play: async (run) => {
    await run.sendPlain(5)
    await run.sendPlain(1, '[sim:lost_reply]')
    await run.rest()
    run.fired()
  },
}

/** A finished world, broken by hand in one way after the other. True when each was seen by its invariant. */
export async function playBreaks(seed: number, say: (line: string) => void): Promise<boolean> {
  const world = await openChaosWorld(seed)
  try {
    await world.atRest()
    const baseline = await measure(world)
    const { isGreen, complaints } = await playRun(finished, seed, world, baseline)
    if (!isGreen) {
      say(`✗ the world was broken before anybody broke it: ${complaints.join('; ')}`)
      return false
    }
    let allSeen = true
    for (const each of allBreaks) {
      const found = await see(each, { world, tasks: await world.upstream.tasks(), baseline })
      allSeen &&= found !== null
      say(
        found === null
          ? `✗ ${each.breaks} held, though ${each.what}`
          : `✓ ${each.breaks} red: ${each.what}\n    ${found}`,
      )
    }
    return allSeen
  } finally {
    await world.close(false)
  }
}

/** What the invariant says now and did not say before; null: nothing. */
async function see({ breaks, make, evidence }: Break, before: Evidence): Promise<string | null> {
  const invariant = allInvariants.find(({ name }) => name === breaks)
  if (invariant === undefined) throw new Error(`there is no invariant ${breaks}`)
  const known = new Set((await invariant.check(before)).offenders)
  await make(before.world)
  const { holds, offenders } = await invariant.check(evidence?.(before) ?? before)
  return holds ? null : (offenders.find((offender) => !known.has(offender)) ?? null)
}
