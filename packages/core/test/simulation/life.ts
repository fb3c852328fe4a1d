import fc from 'fast-check'

/**
 * A life is a world and what happens in it, in order. Each act is complete in itself: one that has nothing to act upon
 * does nothing, so that any part of a life can be left out, and a failing one shrinks to the few acts that matter.
 * `luck` 0 is always the good outcome.
 */
export type Life = {
  readonly jobs: number
  readonly workers: number
  readonly slots: number
  readonly retries: number
  readonly failedIsFree: boolean
  readonly reportedTicksAre: 'bill' | 'passed_through' | 'none'
  /** A model without a price reserves the maximum that the caller named. */
  readonly isPriced: boolean
  /** What ends a doubt that nobody ends. */
  readonly onUnconfirmed: 'hold' | 'fail' | 'resubmit'
  /** The first job ends every worker that begins this step of it. */
  readonly poison: 'submit' | 'poll' | 'archive' | null
  /** How the last job came into the world. */
  readonly born: 'queued' | 'adopted' | 'mistyped' | 'reused'
  /** What becomes of the task that it was born with. */
  readonly bornLuck: number
  readonly acts: readonly Act[]
}

export const actKinds = [
  /** The next due message is handled from end to end; where none is due, the clock moves to the next. */
  'run',
  'admit',
  /** A worker takes a message and stops before its first outside call. */
  'begin',
  /** One of the steps under way goes on to its next outside call or commit. */
  'go on',
  'finish',
  'wait',
  'sweep',
  'double a message',
  /** The lock of a message in hand lapses although its worker only hangs: another gets it too. */
  'lapse a lock',
  'lose messages',
  'kill a worker',
  'stop a worker',
  'cancel',
  'pause',
  'resume',
  'retry',
  'rearchive',
  'bind',
  'resubmit',
  'write off',
  'allow a host',
] as const

export type Act = {
  readonly what: (typeof actKinds)[number]
  /** Which of the things it may concern. */
  readonly which: number
  readonly luck: number
}

const luckMax = 9_999

/** How often each act is drawn, beside the others. */
const weights: { readonly [kind in Act['what']]: number } = {
  run: 24,
  admit: 6,
  begin: 8,
  'go on': 20,
  finish: 6,
  wait: 6,
  sweep: 6,
  'double a message': 2,
  'lapse a lock': 1,
  'lose messages': 1,
  'kill a worker': 3,
  'stop a worker': 1,
  cancel: 1,
  pause: 1,
  resume: 2,
  retry: 3,
  rearchive: 3,
  bind: 2,
  resubmit: 3,
  'write off': 2,
  'allow a host': 1,
}

const anAct: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom(...actKinds.flatMap((kind) => Array<Act['what']>(weights[kind]).fill(kind))),
  which: fc.nat(7),
  luck: fc.nat(luckMax),
})

export const aLife: fc.Arbitrary<Life> = fc.record({
  jobs: fc.integer({ min: 1, max: 3 }),
  workers: fc.integer({ min: 1, max: 2 }),
  slots: fc.integer({ min: 1, max: 3 }),
  retries: fc.nat(2),
  failedIsFree: fc.boolean(),
  reportedTicksAre: fc.constantFrom<Life['reportedTicksAre']>('bill', 'passed_through', 'none'),
  isPriced: fc.constantFrom(true, true, true, false),
  onUnconfirmed: fc.constantFrom<Life['onUnconfirmed']>('hold', 'fail', 'resubmit'),
  poison: fc.constantFrom<Life['poison']>(null, null, null, null, 'submit', 'poll', 'archive'),
  acts: fc.array(anAct, { maxLength: 160, size: 'max' }),
  born: fc.constantFrom<Life['born']>(
    'queued',
    'queued',
    'queued',
    'queued',
    'queued',
    'adopted',
    'mistyped',
    'reused',
  ),
  bornLuck: fc.nat(luckMax),
})

/**
 * One of several outcomes, each with its weight of a hundred; what is left belongs to the first. Different places of
 * the same act read different digits of its luck by `salt`.
 */
export function draw<Outcome extends string>(
  luck: number,
  salt: number,
  usual: Outcome,
  others: { readonly [name in NoInfer<Outcome>]?: number },
): Outcome {
  if (luck === 0) return usual
  let rest = scatter(luck, salt) % 100
  for (const [name, weight] of Object.entries<number | undefined>(others)) {
    rest -= weight ?? 0
    if (rest < 0) return name as Outcome
  }
  return usual
}

/** In [0, 1), from the same luck. */
export function fraction(luck: number, salt: number): number {
  return luck === 0 ? 0 : (scatter(luck, salt) % 1000) / 1000
}

function scatter(luck: number, salt: number): number {
  let mixed = Math.imul(luck ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
