/** What must hold whatever happens. RELIABILITY's number is given where the promise has one. */
export const invariants = {
  'one POST per submission': 'I1',
  'no two live submissions': 'I1',
  'nothing is created that nobody allowed': 'I1',
  'a doubt is ended by an answer, a person or the policy': 'I1',
  'a machine resubmits only what the allowance paid for': 'I1',
  'an accepted task is never forgotten': 'I2',
  'one clip per archived job': 'I3',
  'a finished clip with a living link is archived': 'I3',
  'trouble of our own ends no paid clip': 'I3',
  'nothing is stuck': 'I4',
  'set aside at the third crash in a row': 'I4',
  'history and versions are whole': 'I5',
  'the database takes every decision': 'I5',
  'one charge per submission': 'I6',
  'the row agrees with the ledger': 'I6',
  'debits equal credits': 'I6',
  'nothing stays reserved': 'I6',
  'at risk only where in doubt': 'I6',
  'the charge is the bill': 'I6',
  'no bill is missing': 'I6',
  'only a free failure is retried': 'I6',
  'an ending is told': 'I7',
  'an ending is final': 'I8',
  'done never becomes undone': 'I8',
  'late is not failed': 'I8',
  'history tells no secret': 'I9',
  'slots are given back': 'I10',
} as const

export type Invariant = keyof typeof invariants

export class BrokenInvariant extends Error {
  readonly invariant: Invariant

  constructor(invariant: Invariant, what: string) {
    super(`${invariants[invariant]} ${invariant}: ${what}`)
    this.name = 'BrokenInvariant'
    this.invariant = invariant
  }
}

export function broken(invariant: Invariant, what: string): never {
  throw new BrokenInvariant(invariant, what)
}

export function holds(invariant: Invariant, isSo: boolean, what: () => string): void {
  if (!isSo) broken(invariant, what())
}
