import type { Store } from '@reelkeep/archive'
import {
  claimStoreProbe,
  type Database,
  judgeStore,
  noteStoreFailure,
  noteStoreWell,
  readStoreHealth,
  type StoreHealth,
  type StoreLimits,
} from '@reelkeep/db'
import { describeError, type Log } from './log.ts'
import { type Loop, startLoop } from './loop.ts'

/**
 * Whether clips can be kept, as all workers have met it. The row in Postgres is what counts, and what admission reads
 * (docs/decisions/0017); what is answered here is how it stood a moment ago, and only chooses how a clip is fetched.
 */
export type ArchiveHealth = {
  /** The store has failed, with no clip kept and no good probe since. */
  isFailing(): boolean
  /** It has done so for so long that nothing is bought any more. */
  isUnwell(): boolean
  /** A clip was refused so lately that another one is not worth its download. */
  isTriedInVain(): boolean
  failed(message: string): Promise<void>
  kept(): Promise<void>
  watch(): Loop
}

export type ArchiveHealthSettings = {
  readonly lookEveryMs: number
  /** Between two probes of all workers together, while the store is in doubt. */
  readonly probeEveryMs: number
  readonly probeTimeoutMs: number
  /** Every so often one clip is tried although those before it were refused: a probe is not a clip. */
  readonly tryEveryMs: number
}

export const defaultArchiveHealthSettings: ArchiveHealthSettings = {
  lookEveryMs: 1_000,
  probeEveryMs: 15_000,
  probeTimeoutMs: 10_000,
  tryEveryMs: 30_000,
}

export type ArchiveHealthDeps = {
  readonly store: Pick<Store, 'probeWrite'>
  readonly limits: StoreLimits
  readonly settings: ArchiveHealthSettings
  readonly clock: { now(): Date }
  readonly log: Log
}

export function createArchiveHealth(db: Database, deps: ArchiveHealthDeps): ArchiveHealth {
  const { settings, limits, clock, log } = deps
  let known: StoreHealth | null = null
  let probing: Promise<void> | null = null

  const ageMs = (at: Date | null | undefined) => (at ? clock.now().getTime() - at.getTime() : null)
  const isWithin = (at: Date | null | undefined, ms: number) => (ageMs(at) ?? Number.POSITIVE_INFINITY) < ms
  const isFailing = () => known !== null && known.failingSince !== null

  async function probe(): Promise<void> {
    try {
      await deps.store.probeWrite(AbortSignal.timeout(settings.probeTimeoutMs))
      await noteStoreWell(db, 'probe')
      log.info({}, 'the store takes a write again')
    } catch (error) {
      log.warn({ error: describeError(error) }, 'the store does not take a write')
    }
  }

  async function turn(): Promise<null> {
    const news = await judgeStore(db, limits)
    if (news !== null) tell(news, log)
    known = await readStoreHealth(db)
    // Not waited for: a store that hangs must not keep us from seeing what other workers find out.
    if (isFailing() && probing === null && (await claimStoreProbe(db, settings.probeEveryMs))) {
      probing = probe().finally(() => {
        probing = null
      })
    }
    return null
  }

  return {
    isFailing,
    isUnwell: () => known?.closedKind === 'failing',
    // A first failure may be that clip's own; probes clear it before it keeps others waiting.
    isTriedInVain: () =>
      isFailing() &&
      !isWithin(known?.failingSince, settings.tryEveryMs) &&
      isWithin(known?.failedAt, settings.tryEveryMs),
    failed: async (message) => {
      await noteStoreFailure(db, message)
      if (!isFailing()) known = await readStoreHealth(db)
    },
    kept: async () => {
      const isNews = isFailing() || !isWithin(known?.keptAt, keptToTheMs)
      if (!isNews) return
      await noteStoreWell(db, 'clip')
      known = await readStoreHealth(db)
    },
    watch: () => {
      const loop = startLoop({
        everyMs: settings.lookEveryMs,
        turn,
        onError: (error) => log.error({ error: describeError(error) }, 'the state of the store is not known'),
      })
      return {
        nudge: loop.nudge,
        stop: async () => {
          await loop.stop()
          await probing
        },
      }
    },
  }
}

const keptToTheMs = 60_000

function tell({ closedKind, closedReason, failingSince }: StoreHealth, log: Log): void {
  if (closedKind === null) {
    log.warn({}, 'clips can be kept again: admission is open')
    return
  }
  log.error(
    { closed_kind: closedKind, reason: closedReason, failing_since: failingSince },
    'clips cannot be kept: nothing more is bought',
  )
}
