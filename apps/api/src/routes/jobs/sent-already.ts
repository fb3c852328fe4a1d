import type { Job } from '@reelkeep/core'
import { type ApiError, conflict } from '../../errors.ts'

/** Why a job that is no longer queued cannot be held, let go or moved in line. */
export function sentAlready({ state, submissions }: Job, done: string): ApiError {
  const isOver = state === 'failed' || state === 'canceled' || state === 'archived'
  if (isOver && submissions === 0) {
    return conflict('already_finished', `The job is ${state}; it cannot be ${done}.`)
  }
  const why = isOver ? 'it is over' : 'it was sent, is paid for, and is fetched whatever anybody says'
  return conflict('already_sent', `The job is ${state}: ${why}. Only a queued job can be ${done}.`)
}
