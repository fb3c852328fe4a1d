import { i1 } from './i1-paid-once.ts'
import { i2 } from './i2-no-orphan.ts'
import { i3 } from './i3-one-object.ts'
import { i4 } from './i4-nothing-stuck.ts'
import { i5 } from './i5-history-complete.ts'
import { i6 } from './i6-cost-exact.ts'
import { i7 } from './i7-notices.ts'
import { i8 } from './i8-terminal-final.ts'
import { i9 } from './i9-no-secret.ts'
import { i10 } from './i10-bounded.ts'
import type { Invariant } from './invariant.ts'

export const allInvariants: readonly Invariant[] = [i1, i2, i3, i4, i5, i6, i7, i8, i9, i10]
