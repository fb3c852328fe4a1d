import { failureText } from '../failure-text.ts'
import type { Json, TaskView, VendorReply } from '../vendor.ts'

/** The answer of GET /v1/videos/{request_id}, which CometAPI passes on. Running is HTTP 202; everything else, failures too, is 200. */
export function xaiTaskReply(view: TaskView): VendorReply {
  const { task, state } = view
  if (state === 'queued' || state === 'processing') return { status: 202, json: xaiTaskJson(view) }
  // Moderation is the exception: an error of the question itself, with its cost.
  if (state === 'failed' && task.ending.outcome === 'moderated' && task.ending.said === 'http-400') {
    return {
      status: 400,
      json: {
        code: 'Client specified an invalid argument',
        error: 'Generated video rejected by content moderation.',
        usage: usage(view),
      },
    }
  }
  return { status: 200, json: xaiTaskJson(view) }
}

function xaiTaskJson(view: TaskView): Json {
  const { task, state, progress, statusWord } = view
  if (state === 'queued' || state === 'processing') return { status: statusWord ?? 'pending', progress }
  const { outcome, said } = task.ending
  if (state === 'completed' || (outcome === 'moderated' && said === 'flag')) {
    const isKept = state === 'completed'
    return {
      status: statusWord ?? 'done',
      video: {
        url: isKept ? view.link : null,
        // An integer by the reference, also where the clip is not.
        duration: Math.max(Math.round(task.durationS), 1),
        respect_moderation: isKept,
      },
      model: view.model,
      usage: usage(view),
      progress: 100,
    }
  }
  if (outcome === 'expired') return { status: statusWord ?? 'expired', model: view.model }
  return {
    status: statusWord ?? 'failed',
    model: view.model,
    error:
      outcome === 'moderated'
        ? { code: 'internal_error', message: 'Generated video rejected by content moderation.' }
        : { code: 'internal_error', message: failureText(task) },
    // Silent about the cost of a plain failure, as its documents are.
    ...(outcome === 'moderated' || task.ending.isCostSaid ? { usage: usage(view) } : {}),
  }
}

function usage({ task, state }: TaskView): Json {
  const isRefunded = state === 'failed' && task.refundedIfFailed
  return { cost_in_usd_ticks: isRefunded ? 0 : Number(task.reportedTicks ?? 0) }
}
