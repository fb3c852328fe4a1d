import { assertNever, type Reported } from '@reelkeep/core'
import type { PollEvent } from '../../port.ts'
import { errorOf, type TaskReply } from './reply.ts'
import { foldStatus, meaningOf } from './status-words.ts'
import { saysModerated } from './wording.ts'

/** What a task object says about the render; null when it has neither a status nor a link. */
export function readRender(task: TaskReply, asked: { readonly failedIsFree: boolean }): PollEvent | null {
  const link = usableLink(task.video_url ?? null)
  if (!task.status) {
    // Seen at a kindred service: a finished task without its status. A link of the asked task is evidence enough.
    return link === null ? null : succeeded(task, link, null)
  }
  const upstreamStatus = foldStatus(task.status)
  const meaning = meaningOf(upstreamStatus)
  switch (meaning) {
    case 'pending':
      return { type: 'poll-pending', upstreamStatus, progress: null }
    case 'succeeded':
      return link === null
        ? { type: 'render-linkless', reportedTicks: null, upstreamStatus }
        : succeeded(task, link, upstreamStatus)
    case 'failed':
      return failed(task, upstreamStatus, asked.failedIsFree)
    case 'expired':
      return {
        type: 'render-failed',
        reason: 'upstream_expired',
        charged: 'unknown',
        vendorMessage: errorOf(task).message ?? upstreamStatus,
        reportedTicks: null,
        upstreamStatus,
      }
    case null:
      return {
        type: 'poll-unrecognized',
        upstreamStatus,
        message: `unknown status "${upstreamStatus}"`,
      }
    default:
      return assertNever(meaning)
  }
}

function succeeded(task: TaskReply, link: string, upstreamStatus: string | null): PollEvent {
  return {
    type: 'render-succeeded',
    link,
    // "Typically 24 hours" is no promise; the profile's planning bound counts.
    linkExpiresAt: null,
    reported: reportedOf(task),
    reportedTicks: null,
    upstreamStatus,
  }
}

function failed(task: TaskReply, upstreamStatus: string, failedIsFree: boolean): PollEvent {
  const { code, message } = errorOf(task)
  const vendorMessage = message ?? code ?? upstreamStatus
  return {
    type: 'render-failed',
    reason: saysModerated(`${code} ${message}`) ? 'moderated' : 'upstream_failed',
    // No document says that a failed render is free, and kindred gateways charge for it.
    charged: failedIsFree ? 'no' : 'unknown',
    vendorMessage,
    reportedTicks: null,
    upstreamStatus,
  }
}

function reportedOf(task: TaskReply): Reported {
  const seconds = task.actualDuration ?? null
  return {
    model: task.model ?? null,
    durationS: seconds !== null && seconds > 0 ? seconds : null,
    createdAt: unixTime(task.created ?? null),
    startedAt: null,
    finishedAt: null,
  }
}

/** Seconds, as documented; a value past the year 5000 can only be milliseconds. */
function unixTime(value: number | null): Date | null {
  if (value === null || value <= 0) return null
  const at = new Date(value > 1e11 ? value : value * 1000)
  return Number.isNaN(at.getTime()) ? null : at
}

/** A web address. Whether it may be fetched is for the archive to say. */
function usableLink(value: string | null): string | null {
  const text = value?.trim() ?? ''
  if (text === '' || text.length > 8192 || !URL.canParse(text)) return null
  const { protocol, hostname } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? text : null
}
