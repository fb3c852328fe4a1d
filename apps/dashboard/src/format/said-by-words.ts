import type { Job } from '../api/types.ts'

type SaidBy = NonNullable<NonNullable<Job['failure']>['said_by']>

/** Whose words follow: a person's reason is never shown as the upstream's. */
export const saidByWords: Readonly<Record<SaidBy, string>> = {
  upstream: 'The upstream said',
  person: 'Who resolved it said',
  policy: 'The policy of its upstream said',
  reelkeep: 'Seen here',
}
