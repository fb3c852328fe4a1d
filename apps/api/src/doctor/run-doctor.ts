import { setTimeout as delay } from 'node:timers/promises'
import {
  type CheckReport,
  type OwnerId,
  runChecks,
  workerCheckNames,
  workerCheckPrefix,
} from '@reelkeep/core'
import { addDoctorChecks, databaseNow, endDoctor, listWorkers, readOperation } from '@reelkeep/db'
import type { AppDeps } from '../deps.ts'
import { describeOutage } from '../describe-outage.ts'
import { apiChecks } from './api-checks.ts'

export type DoctorOrder = { readonly id: string; readonly ownerId: OwnerId; readonly cli: string | null }

const checkTimeoutMs = 10_000
/** A worker looks for orders each second, and its checks end within twelve; the whole ends within thirty. */
const workerAnswersWithinMs = 20_000
const lookEveryMs = 250

/**
 * Looks at what the api can see, waits for a worker's part, and ends the order. Where no worker does its part, that is
 * told as failed, check by check.
 */
export async function runDoctor(deps: AppDeps, order: DoctorOrder, signal: AbortSignal): Promise<void> {
  const { db } = deps
  const io = {
    timeoutMs: checkTimeoutMs,
    after: async (ms: number, ended: AbortSignal): Promise<never> => {
      await delay(ms, undefined, { signal: ended, ref: false })
      throw new Error(`no answer within ${ms / 1000} s`)
    },
    monotonicMs: () => performance.now(),
    describe: describeOutage,
  }
  const ours = runChecks(apiChecks(deps, order.cli), io).then((checks) =>
    addDoctorChecks(db, order.id, checks),
  )
  const theirs = withWorkers(deps, order, signal).then((checks) => addDoctorChecks(db, order.id, checks))
  await Promise.all([ours, theirs])
  await endDoctor(db, order.id)
}

/** Empty: a worker has done its part. */
async function withWorkers(
  { db }: AppDeps,
  { id, ownerId }: DoctorOrder,
  signal: AbortSignal,
): Promise<CheckReport[]> {
  const [[newest], now] = await Promise.all([listWorkers(db), databaseNow(db)])
  if (newest === undefined || now.getTime() - newest.beatAt.getTime() > aliveWithinMs) {
    return absent('no worker is alive to look')
  }
  const untilMs = performance.now() + workerAnswersWithinMs
  while (performance.now() < untilMs && !signal.aborted) {
    const operation = await readOperation(db, { ownerId, id })
    if (operation?.checks.some(({ name }) => name.startsWith(workerCheckPrefix))) return []
    await delay(lookEveryMs)
  }
  return absent(`no worker has looked within ${workerAnswersWithinMs / 1000} s`)
}

const aliveWithinMs = 30_000

function absent(message: string): CheckReport[] {
  return workerCheckNames.map((name) => ({
    name,
    outcome: 'failed',
    message,
    fix: 'Start a worker: npm start, or its container; its log says why it does not stay up.',
    took_ms: 0,
  }))
}
