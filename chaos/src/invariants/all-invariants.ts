import { i1 } from './i1-paid-once.ts'
import { i3 } from './i3-one-object.ts'
import { i4 } from './i4-nothing-stuck.ts'
import type { Invariant } from './invariant.ts'

export const allInvariants: readonly Invariant[] = [i1, i3, i4]
