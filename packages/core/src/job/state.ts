/**
 * The states of a job. Each says who moves a job in and who moves it out; ARCHITECTURE.md draws the same.
 */
export const jobStates = [
  /**
   * Wanted, nothing sent. In: the api, an operator's retry, or the worker after `not_sent`, a rate limit or a
   * failure that may be retried. Out: admission (`submitting`), a person (`canceled`).
   */
  'queued',
  /**
   * Admitted: a submission row exists and the POST may happen at any moment. In: admission. Out: the submit step
   * (`rendering`, `queued`, `failed`, `unconfirmed`), or recovery after its worker died (`queued`, `unconfirmed`).
   */
  'submitting',
  /**
   * The POST may have reached the upstream and we cannot know. In: the submit step or recovery. Out: a late answer, a
   * person with `bind`, `resubmit` or `write_off`, or the upstream's `on_unconfirmed` after its hold time. By default no
   * machine resends it.
   */
  'unconfirmed',
  /** The upstream has a task of ours. In: an accepted POST, `bind`, `adopt`, or a person's `rearchive`. Out: the poll step (`archiving`, `failed`, `queued`). */
  'rendering',
  /** The upstream says it is done and gave a link that will die. In: the poll step; or a person's `rearchive`; or, for a copy of a clip we have, the api. Out: the archive step (`archived`, `failed`). */
  'archiving',
  /** Final. A verified copy is in our bucket. In: the archive step. */
  'archived',
  /** Final until a person retries or rearchives it. `reason` says why. In: submit, poll, archive, or a person (`write_off`). */
  'failed',
  /** Final. Nothing was ever sent. In: a person (`by_user`) or a newer row of the same batch (`superseded`). */
  'canceled',
] as const

export type JobState = (typeof jobStates)[number]

export const finalStates = ['archived', 'failed', 'canceled'] as const satisfies readonly JobState[]

/** Nothing more will happen to the job by itself. */
export function isFinal(state: JobState): boolean {
  return (finalStates as readonly JobState[]).includes(state)
}

/** What a job in `queued` or `archiving` waits for; null when only its turn. */
export const waitingReasons = [
  /** All of the upstream's slots are taken. */
  'slot',
  /** The upstream's creates a minute are used up, or it answered 429. */
  'rate',
  /** The upstream's gate is closed: no key, refused account, no credit, or by hand. */
  'gate',
  /** Its batch is paused, or it is itself, or its row comes after those of a trial. */
  'pause',
  /** A cap would be passed. */
  'budget',
  /** It has no price and a cap applies to it. */
  'price',
  /** The link points to a host that is not allowed yet. */
  'link_refused',
  /** Clips cannot be kept at the moment, so none is bought. */
  'archive_unwell',
] as const

export type WaitingFor = (typeof waitingReasons)[number]

export const cancelReasons = ['by_user', 'superseded'] as const
export type CancelReason = (typeof cancelReasons)[number]
