import { bear } from './births.ts'
import { comeToRest } from './come-to-rest.ts'
import { BrokenInvariant, type Invariant } from './invariant.ts'
import type { Life } from './life.ts'
import { play } from './play.ts'
import { type Decide, openWorld, tell, type World } from './world.ts'

/** What went wrong, a broken invariant or an error, and all that happened until then. */
export type Downfall = { readonly error: unknown; readonly story: readonly string[] }

/** A whole life, from the first act to the last check; null: every promise was kept. */
export function live(life: Life, decide: Decide): Downfall | null {
  const world: World = openWorld(life, decide)
  bear(world)
  try {
    for (const act of life.acts) play(world, act)
    tell(world, 'from here on nothing goes wrong')
    comeToRest(world)
    return null
  } catch (error) {
    return { error, story: world.witness.story }
  }
}

/** Which promise was broken; null: none, or the life met an error that is no promise. */
export function brokenBy(life: Life, decide: Decide): Invariant | null {
  const downfall = live(life, decide)
  return downfall?.error instanceof BrokenInvariant ? downfall.error.invariant : null
}
