import { endingKinds } from './ending-of.ts'
import { markKinds } from './mark-of.ts'
import { openingKinds } from './stretch-of.ts'

/** Kinds of events that have words of their own here. Any other is told by its name and its states. */
export const knownKinds: ReadonlySet<string> = new Set([...openingKinds, ...markKinds, ...endingKinds])
