import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { keyOf } from '../http/bearer.ts'
import { sendReply, sendVendorReply } from '../http/send-reply.ts'
import type { Mount } from '../mounts/mounts.ts'
import { scenarioOf } from '../scenarios/fault.ts'
import { pollScenarios } from '../scenarios/poll-scenarios.ts'
import type { PollScenario } from '../scenarios/scenario.ts'
import { shownReply } from '../scenarios/shown-reply.ts'
import { elapsedSeconds, type TaskState } from '../tasks/task-state.ts'
import type { TaskEntry } from '../tasks/task-store.ts'
import { viewOf } from '../tasks/view-of.ts'
import type { TaskView } from '../vendor/vendor.ts'
import type { World } from '../world.ts'
import { linkOf } from './link-of.ts'
import { refuseRequest } from './refuse-request.ts'

/** A GET that asks about a task. */
export function queryTask(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  mount: Mount,
  taskId: string,
): void {
  mount.traffic.calls.count('poll', answer(request, response, world, mount, taskId))
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  mount: Mount,
  taskId: string,
): number | 'lost' {
  const { vendor } = mount
  const refusal = refuseRequest(request, world, mount)
  if (refusal !== null) return sendVendorReply(response, vendor.errorReply(refusal))
  const entry = world.store.entries.get(taskId)
  // One vendor's tasks are nothing to another.
  if (entry === undefined || entry.task.mount !== mount.name)
    return sendVendorReply(response, vendor.unknownTask())

  const nowMs = world.now()
  const shown = (atMs: number): TaskView => {
    const view = viewOf(entry, atMs, world.speed)
    return { ...view, link: view.state === 'completed' ? linkOf(entry, world, mount) : null }
  }
  const view = shown(nowMs)
  const scenario = strikingScenario(
    request,
    entry,
    view.state,
    elapsedSeconds(entry.task, nowMs, world.speed),
  )
  const value = entry.task.faults.poll?.value ?? 0
  const reply = scenario?.reply
  const isOld = reply?.kind === 'task' && reply.isOld === true
  const told = isOld ? shown(nowMs - (value / world.speed) * 1000) : view
  const turn = entry.polls
  notePoll(entry, view.state, nowMs)
  if (reply === undefined) return sendVendorReply(response, vendor.taskReply(told))
  if (reply.kind === 'task') return sendVendorReply(response, shownReply(reply, told, turn, vendor))
  return sendReply(response, reply, vendor.taskReply(told).json, vendor)
}

function strikingScenario(
  request: IncomingMessage,
  { task, polls, completedPolls, finalPolls }: TaskEntry,
  state: TaskState,
  elapsedS: number,
): PollScenario | undefined {
  const scenario = scenarioOf<PollScenario>(pollScenarios, task.faults.poll)
  const value = task.faults.poll?.value ?? 0
  if (
    scenario?.sparesCreatingKey === true &&
    hash('sha256', keyOf(request) ?? '').slice(0, 16) === task.keyHash
  ) {
    return undefined
  }
  const isFinal = state === 'completed' || state === 'failed'
  switch (scenario?.lasts) {
    case 'seconds':
      return elapsedS < value ? scenario : undefined
    case 'polls':
      return polls < value ? scenario : undefined
    case 'completed-polls':
      return state === 'completed' && completedPolls < value ? scenario : undefined
    case 'final-polls':
      return isFinal && finalPolls < value ? scenario : undefined
    case 'unfinished':
      return isFinal ? undefined : scenario
    case 'always':
    case undefined:
      return scenario
  }
}

function notePoll(entry: TaskEntry, state: TaskState, nowMs: number): void {
  entry.polls += 1
  if (state === 'completed') entry.completedPolls += 1
  if (state === 'completed' || state === 'failed') entry.finalPolls += 1
  if (entry.lastPolledAtMs !== null) {
    const gapMs = nowMs - entry.lastPolledAtMs
    entry.shortestGapMs = Math.min(entry.shortestGapMs ?? gapMs, gapMs)
  }
  entry.lastPolledAtMs = nowMs
}
