import { assertNever, type Charged, type Ticks } from '@reelkeep/core'
import type { AskedOf, PollEvent } from '../../port.ts'
import { type ErrorWords, errorWordsOf } from './error-words.ts'
import type { Layer } from './layer.ts'
import { linkOf } from './link.ts'
import { progressOf, reportedOf } from './reported.ts'
import { meaningOf, type StatusMeaning, statusOf } from './status-words.ts'
import { ticksOf } from './ticks.ts'
import type { Wire } from './wire.ts'

/**
 * What the levels of a task's answer say about the render; null when there is neither a status nor a link.
 * A level that says "done" and has a link wins over all others, since the clip is there and paid for. Then the innermost
 * level that says "failed" or "expired", then "done" without a link. Running is what is left.
 */
export function readRender(layers: readonly Layer[], asked: AskedOf, wire: Wire): PollEvent | null {
  const said = wordsOf(layers, wire)
  const link = linkOf(layers, wire.statusWords, asked)
  const reportedTicks = ticksOf(layers)
  const done = said.find(({ meaning }) => meaning === 'succeeded')
  const ended = said.find(({ meaning }) => meaning === 'failed' || meaning === 'expired')
  // Finished tasks without a status word have been seen (failure case 5); the link is their word.
  const isDone = done !== undefined || (said.length === 0 && link !== null)
  const upstreamStatus = (done ?? ended ?? said[0])?.word ?? null
  const breaksModeration = layers.some(({ video }) => video?.respect_moderation === false)
  if (breaksModeration && link === null && (isDone || said.length === 0)) {
    return failedRender(
      { reason: 'moderated', reportedTicks, upstreamStatus },
      errorWordsOf(layers),
      asked,
      wire,
    )
  }
  if (isDone && link !== null) {
    return {
      type: 'render-succeeded',
      link,
      // No vendor promises how long a link lives; the profile's planning bound counts.
      linkExpiresAt: null,
      // A clip that is there is paid for and kept, whatever its vendor thinks of it.
      reported: { ...reportedOf(layers), ...(breaksModeration && { breaksModeration }) },
      reportedTicks,
      upstreamStatus,
    }
  }
  if (ended !== undefined) return readEnd(ended, layers, asked, wire)
  if (done !== undefined) return { type: 'render-linkless', reportedTicks, upstreamStatus }
  return readRunning(said, layers)
}

type Said = { readonly word: string; readonly meaning: StatusMeaning | null }

/** What each level says, innermost first: it is nearest to where the work is done. */
function wordsOf(layers: readonly Layer[], wire: Wire): readonly Said[] {
  return layers
    .toReversed()
    .map(statusOf)
    .filter((word) => word !== null)
    .map((word) => ({ word, meaning: meaningOf(wire.statusWords, word) }))
}

function readEnd(ended: Said, layers: readonly Layer[], asked: AskedOf, wire: Wire): PollEvent {
  const words = errorWordsOf(layers)
  const reportedTicks = ticksOf(layers)
  const upstreamStatus = ended.word
  if (words.isModerated) {
    return failedRender({ reason: 'moderated', reportedTicks, upstreamStatus }, words, asked, wire)
  }
  const reason = ended.meaning === 'expired' ? 'upstream_expired' : 'upstream_failed'
  return failedRender({ reason, reportedTicks, upstreamStatus }, words, asked, wire)
}

/** Null: no level has a status. */
function readRunning(said: readonly Said[], layers: readonly Layer[]): PollEvent | null {
  const [inner] = said
  if (inner === undefined) return null
  const strange = said.find(({ meaning }) => meaning === null)
  if (strange !== undefined) {
    return {
      type: 'poll-unrecognized',
      upstreamStatus: strange.word,
      message: `unknown status "${strange.word}"`,
    }
  }
  return { type: 'poll-pending', upstreamStatus: inner.word, progress: progressOf(layers) }
}

type End = {
  readonly reason: 'moderated' | 'upstream_failed' | 'upstream_expired'
  readonly reportedTicks: Ticks | null
  readonly upstreamStatus: string | null
}

/** A render that ended without a clip, and what is known of its price. */
export function failedRender(end: End, words: ErrorWords, asked: AskedOf, wire: Wire): PollEvent {
  return {
    type: 'render-failed',
    reason: end.reason,
    charged: chargedFor(end, asked, wire),
    vendorMessage: words.message ?? words.code ?? end.upstreamStatus ?? end.reason,
    reportedTicks: end.reportedTicks,
    upstreamStatus: end.upstreamStatus,
  }
}

/** The vendor's own figure speaks first; without one, only what is known of the vendor. "Unknown" is never "no". */
function chargedFor({ reason, reportedTicks }: End, asked: AskedOf, wire: Wire): Charged {
  if (reportedTicks !== null && reportedTicks > 0n) return 'yes'
  if (reportedTicks === 0n && asked.reportedTicksAre === 'bill') return 'no'
  switch (reason) {
    case 'moderated':
      return wire.moderatedIsCharged
    case 'upstream_failed':
      return asked.failedIsFree ? 'no' : 'unknown'
    case 'upstream_expired':
      return 'unknown'
    default:
      return assertNever(reason)
  }
}
