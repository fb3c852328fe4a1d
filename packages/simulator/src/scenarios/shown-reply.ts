import type { Json, TaskView, Vendor, VendorReply } from '../vendor/vendor.ts'
import type { ShownTask } from './scenario.ts'

/** What a vendor would answer about a task, with a scenario's changes in it. `turn` counts the questions so far. */
export function shownReply(shown: ShownTask, view: TaskView, turn: number, vendor: Vendor): VendorReply {
  if (shown.onlyId === true) return { status: 200, json: { request_id: view.id } }
  const isMoved = shown.linkTo !== undefined && view.state === 'completed'
  const edits = isMoved ? { ...shown.edits, [shown.linkTo]: view.link } : (shown.edits ?? {})
  const seen = changed(shown, view, turn)
  const reply = vendor.taskReply(isMoved ? { ...seen, link: null } : seen)
  const json = Object.entries(edits).reduce<Json>(
    (edited, [path, value]) => withEdit(edited, path.split('.'), value),
    reply.json,
  )
  return { ...reply, json, status: shown.status ?? reply.status }
}

function changed(shown: ShownTask, view: TaskView, turn: number): TaskView {
  const { turns = [], words = {}, isOtherTask = false, modelSuffix = '' } = shown
  const isRunning = view.state === 'queued' || view.state === 'processing'
  const state = (isRunning ? turns[turn % turns.length] : undefined) ?? view.state
  return {
    ...view,
    state,
    statusWord: words[state] ?? null,
    id: isOtherTask ? view.id.replace(/[\da-f]{12}$/, '000000000000') : view.id,
    model: `${view.model}${modelSuffix}`,
    ...shown.view,
  }
}

/** Replies of one mount differ in depth: a path whose parents are missing is none of this reply's. */
function withEdit(json: Json, [name = '', ...rest]: readonly string[], value: unknown): Json {
  if (rest.length > 0) {
    const inner = json[name]
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    return isObject ? { ...json, [name]: withEdit({ ...inner }, rest, value) } : json
  }
  const { [name]: _old, ...others } = json
  return value === undefined ? others : { ...json, [name]: value }
}
